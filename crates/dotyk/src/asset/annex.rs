//! Annex 15 to Cabinet Resolution 835 of 21.10.2015: property received as international technical aid, as open data. Pure.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::Body;

/// Its columns, in their order.
pub const COLUMNS: [&str; 16] = [
    "uid",
    "name",
    "description",
    "quantity",
    "unitName",
    "amountValue",
    "amountCurrency",
    "projectId",
    "projectTitle",
    "recipientId",
    "recipientName",
    "implementerId",
    "implementerAddressAdminUnitL1",
    "implementerName",
    "actId",
    "actDate",
];

/// What the register knows of the others in a row, as far as everybody may see them.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// The number of the project's registration card in force.
    pub project_number: Option<String>,
    /// The project's title.
    pub project_title: Option<String>,
    /// The recipient.
    pub recipient: Party,
    /// The implementer.
    pub implementer: Party,
}

/// An organisation in a row.
#[derive(Clone, Debug, Default)]
pub struct Party {
    /// Its name.
    pub name: Option<String>,
    /// Its code in the state register of Ukraine.
    pub edrpou: Option<String>,
    /// Its identifier by org-id.guide.
    pub org_id: Option<String>,
    /// ISO 3166-1, two letters.
    pub country: Option<String>,
}

/// What lacks in a row: the word of the message `asset-lack-…`.
pub type Lack = &'static str;

/// A row, or all that lacks in it.
///
/// # Errors
/// What lacks, in the order of the columns.
pub fn row(body: &Body, others: &Others) -> Result<[String; 16], Vec<Lack>> {
    let mut lacks = Vec::new();
    let mut text = |lack: Lack, value: Option<&String>| {
        let value = value.map(|value| value.trim()).unwrap_or_default();
        match value {
            "" => lacks.push(lack),
            // A spreadsheet would take it for a formula. Elsewhere it gets an apostrophe in front; here no sign may be added.
            _ if crate::web::is_formula(value) => lacks.push("formula"),
            _ => {}
        }
        value.to_owned()
    };
    let (implementer, country) = identified(&others.implementer);
    let exact = body.qualifier.is_none_or(|qualifier| qualifier == crate::figure::Qualifier::Exact);
    let cells = [
        text("uid", body.uid.as_ref()),
        text("name", body.name_uk.as_ref()),
        text("description", body.about_uk.as_ref()),
        text("quantity", decimal(&body.quantity, 0).as_ref()),
        text("unit", body.unit.as_ref()),
        text(if exact { "value" } else { "exact-value" }, decimal(&body.value, 2).filter(|_| exact).as_ref()),
        text("currency", body.currency.as_ref()),
        text("registration", others.project_number.as_ref()),
        text("title", others.project_title.as_ref()),
        text("recipient-id", others.recipient.edrpou.as_ref()),
        text("recipient-name", others.recipient.name.as_ref()),
        text("implementer-id", implementer.as_ref()),
        text("implementer-country", country.as_ref()),
        text("implementer-name", others.implementer.name.as_ref()),
        text("act-number", body.act_number.as_ref()),
        text("act-date", body.act_date.as_ref().map(|date| date.as_str().to_owned()).as_ref()),
    ];
    if lacks.is_empty() { Ok(cells) } else { Err(lacks) }
}

/// Rows whose identifier is also that of another row of the same recipient: a reader could not tell them apart.
pub fn twice(rows: &[[String; 16]]) -> Vec<usize> {
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for row in rows {
        *counts.entry((&row[0], &row[9])).or_default() += 1;
    }
    (0..rows.len()).filter(|index| counts[&(rows[*index][0].as_str(), rows[*index][9].as_str())] > 1).collect()
}

/// A number with a decimal point and at least so many decimals.
fn decimal(text: &Option<String>, decimals: u32) -> Option<String> {
    let mut number: Decimal = text.as_ref()?.parse().ok()?;
    if number.scale() < decimals {
        number.rescale(decimals);
    }
    Some(number.to_string())
}

/// The identifier of an implementer and its country. Who has a code of the state register of Ukraine is registered there.
fn identified(party: &Party) -> (Option<String>, Option<String>) {
    let home = || party.edrpou.as_ref().map(|_| "UKR".to_owned());
    let country = party.country.as_deref().and_then(alpha3).map(str::to_owned).or_else(home);
    (party.edrpou.clone().or_else(|| party.org_id.clone()), country)
}

/// ISO 3166-1: from two letters to three.
pub fn alpha3(alpha2: &str) -> Option<&'static str> {
    let at = COUNTRIES.split(' ').find(|pair| pair.len() == 5 && pair[..2].eq_ignore_ascii_case(alpha2))?;
    at.get(2..)
}

/// Two letters and then three, of every country of ISO 3166-1.
const COUNTRIES: &str = "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE \
    BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR \
    BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE \
    DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB \
    GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD \
    HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ \
    KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY \
    MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI \
    MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG \
    PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN \
    SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF \
    TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT \
    VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Qualifier;
    use crate::text::When;

    fn whole() -> (Body, Others) {
        let some = |text: &str| Some(text.to_owned());
        let body = Body {
            uid: some("0123456789"),
            name_uk: some("Мобільний ЦНАП"),
            about_uk: some("Авто з обладнанням"),
            quantity: some("1"),
            unit: some("шт."),
            value: some("98765.4"),
            currency: some("UAH"),
            act_number: some("123-45"),
            act_date: When::parse("2021-07-15"),
            ..Body::default()
        };
        let others = Others {
            project_number: some("1234-56"),
            project_title: some("Сприяння розвитку"),
            recipient: Party { name: some("Гірська міська рада"), edrpou: some("01234567"), ..Party::default() },
            implementer: Party {
                name: some("ПРООН"), org_id: some("XM-DAC-41114"), country: some("US"), ..Party::default()
            },
        };
        (body, others)
    }

    #[test]
    fn a_whole_row_stands_as_the_schema_says() {
        let (body, others) = whole();
        let wanted = [
            "0123456789",
            "Мобільний ЦНАП",
            "Авто з обладнанням",
            "1",
            "шт.",
            "98765.40",
            "UAH",
            "1234-56",
            "Сприяння розвитку",
            "01234567",
            "Гірська міська рада",
            "XM-DAC-41114",
            "USA",
            "ПРООН",
            "123-45",
            "2021-07-15",
        ];
        assert_eq!(row(&body, &others).unwrap(), wanted.map(str::to_owned));
    }

    #[test]
    fn each_thing_that_lacks_is_named_and_all_are() {
        type Take = fn(&mut Body, &mut Others);
        let one: [(Lack, Take); 19] = [
            ("uid", |b, _| b.uid = None),
            ("name", |b, _| b.name_uk = None),
            ("description", |b, _| b.about_uk = None),
            ("quantity", |b, _| b.quantity = None),
            ("unit", |b, _| b.unit = None),
            ("value", |b, _| b.value = None),
            ("exact-value", |b, _| b.qualifier = Some(Qualifier::About)),
            ("currency", |b, _| b.currency = None),
            ("registration", |_, o| o.project_number = None),
            ("title", |_, o| o.project_title = None),
            ("recipient-id", |_, o| o.recipient.edrpou = None),
            ("recipient-name", |_, o| o.recipient.name = None),
            ("implementer-id", |_, o| o.implementer.org_id = None),
            ("implementer-country", |_, o| o.implementer.country = None),
            ("implementer-country", |_, o| o.implementer.country = Some("XX".into())),
            ("implementer-name", |_, o| o.implementer.name = None),
            ("act-number", |b, _| b.act_number = None),
            ("act-date", |b, _| b.act_date = None),
            ("formula", |b, _| b.uid = Some("=1+1".into())),
        ];
        for (lack, take) in one {
            let (mut body, mut others) = whole();
            take(&mut body, &mut others);
            assert_eq!(row(&body, &others), Err(vec![lack]));
        }
        assert_eq!(row(&Body::default(), &Others::default()).unwrap_err().len(), 16);
    }

    #[test]
    fn who_is_in_the_state_register_of_ukraine_is_of_ukraine() {
        let (body, mut others) = whole();
        others.implementer = Party { name: Some("Центр".into()), edrpou: Some("76543210".into()), ..Party::default() };
        let row = row(&body, &others).unwrap();
        assert_eq!((row[11].as_str(), row[12].as_str()), ("76543210", "UKR"));
    }

    #[test]
    fn two_things_of_one_recipient_with_one_identifier_are_found() {
        let (body, others) = whole();
        let one = row(&body, &others).unwrap();
        let mut other = one.clone();
        other[9] = "11111111".into();
        assert_eq!(twice(&[one.clone(), other.clone()]), Vec::<usize>::new());
        assert_eq!(twice(&[one.clone(), other, one]), [0, 2]);
    }

    #[test]
    fn countries_are_those_of_iso_3166() {
        let pairs: Vec<&str> = COUNTRIES.split_whitespace().collect();
        assert_eq!(pairs.len(), 249);
        assert!(pairs.iter().all(|pair| pair.len() == 5 && pair.bytes().all(|b| b.is_ascii_uppercase())));
        for part in [0..2, 2..5] {
            let mut codes: Vec<&str> = pairs.iter().map(|pair| &pair[part.clone()]).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), 249);
        }
        for (two, three) in [("UA", "UKR"), ("ua", "UKR"), ("CA", "CAN"), ("DE", "DEU"), ("CH", "CHE"), ("GB", "GBR")] {
            assert_eq!(alpha3(two), Some(three));
        }
        assert_eq!(alpha3("XK"), None);
    }
}
