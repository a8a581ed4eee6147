//! What is compared: what a need, an activity, a programme is about.

/// What a need, an idea, an activity, a programme or a partner is about. All may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Its title; both where it has two languages.
    pub title: String,
    /// The rest of its text, in any language.
    pub body: String,
    /// DAC codes, five digits or three, each with its share in percent; equal shares when all are 0.
    pub sectors: Vec<(String, f32)>,
    /// ISO 3166 codes of two letters.
    pub countries: Vec<String>,
    /// Codes of its places within the countries, with all that contain them.
    pub places: Vec<String>,
    /// What it costs. Amounts are compared as they are: have them in one currency.
    pub amount: Option<f64>,
}

/// What was supported, or asks to be found like a need: a project, a programme, a call, a partner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    /// What the caller knows it by; unique in a ranker.
    pub key: String,
    /// "project", "programme" …
    pub kind: String,
    /// What it is about.
    pub about: About,
    /// When it began.
    pub year: Option<u16>,
    /// Keys of who paid for it. Empty where nobody did: it is only found as a document.
    pub supporters: Vec<String>,
}
