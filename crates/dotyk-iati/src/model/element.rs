//! How an element of the model is declared, read and written: once, in [`element!`].

use std::borrow::Cow;

use super::values::{Text, Value};
use super::{Extension, OtherAttribute, Rest};
use crate::read::{Source, Stop};
use crate::write::Out;
use crate::xml::{Attributes, Position, Span, Token, escape_text, unescape_text};

/// What every element of the model can do.
pub(crate) trait Element: Default {
    /// Takes in an attribute.
    fn attribute(&mut self, name: &str, value: Cow<'_, str>);

    /// A child of this name begins: reads it.
    fn child(&mut self, xml: &mut Source<'_>, name: Span) -> Result<(), Stop>;

    /// Takes in a piece of text.
    fn text(&mut self, text: &str);

    fn place(&mut self, at: Position);

    /// Writes the element under a name.
    fn write(&self, name: &str, out: &mut Out);

    /// The element with every field filled.
    #[cfg(test)]
    fn full() -> Self;

    /// Changes the field of this number, counting down; `false` where there are fewer.
    #[cfg(test)]
    fn alter(&mut self, number: &mut usize) -> bool;
}

/// Reads the element whose start tag was the last token.
pub(crate) fn read<E: Element>(xml: &mut Source<'_>) -> Result<E, Stop> {
    let mut element = E::default();
    element.place(xml.tokens.position());
    attributes(&mut element, xml.tokens.attributes());
    loop {
        match xml.next()? {
            Token::Start(name) => element.child(xml, name)?,
            Token::End | Token::Eof => return Ok(element),
            Token::Text(span, true) => element.text(&unescape_text(xml.tokens.str(span))),
            Token::Text(span, false) | Token::Section(span) => element.text(xml.tokens.str(span)),
        }
    }
}

fn attributes<E: Element>(element: &mut E, attrs: Attributes<'_>) {
    for (name, value) in attrs.iter() {
        element.attribute(name, value);
    }
}

/// Keeps the element whose start tag was the last token as it stands.
pub(crate) fn keep(rest: &mut Rest, xml: &mut Source<'_>) -> Result<(), Stop> {
    rest.extensions.push(Extension { xml: xml.capture()? });
    Ok(())
}

/// Keeps text that stands where only elements should; pieces that follow one another are one.
pub(crate) fn stray(rest: &mut Rest, text: &str) {
    for word in text.split_ascii_whitespace() {
        let word = escape_text(word);
        match rest.extensions.last_mut() {
            Some(last) if !last.xml.starts_with('<') => {
                last.xml.push(' ');
                last.xml.push_str(&word);
            }
            _ => rest.extensions.push(Extension { xml: word.into_owned() }),
        }
    }
}

pub(crate) fn other(rest: &mut Rest, name: &str, value: Cow<'_, str>) {
    rest.attributes.push(OtherAttribute { name: Text::from(name), value: Text::from(value) });
}

pub(crate) fn write_attribute<V: Value>(name: &str, value: &Option<V>, out: &mut Out) {
    if let Some(value) = value {
        out.attribute(name, value.as_str());
    }
}

pub(crate) fn write_rest(rest: &Rest, out: &mut Out) {
    for extension in &rest.extensions {
        out.raw(&extension.xml);
    }
}

/// Declares elements: their attributes, their children in the order of the schema (`one` or
/// `many`; `last` for many that the schema wants after extensions), and the type of their text
/// where they have any.
macro_rules! element {
    ($(
        $(#[$meta:meta])*
        $name:ident {
            attrs { $($attr:ident: $attr_type:ty = $attr_name:literal),* $(,)? }
            children { $($count:ident $child:ident: $child_type:ty = $child_name:literal),* $(,)? }
            $(text $text_type:ty)?
        }
    )*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $(
                #[doc = concat!("The attribute `", $attr_name, "`.")]
                pub $attr: Option<$attr_type>,
            )*
            $(
                #[doc = concat!("The element `", $child_name, "`, ", element!(@words $count), ".")]
                pub $child: element!(@type $count $child_type),
            )*
            $(
                /// The text.
                pub text: $text_type,
            )?
            /// What the standard does not name, kept as it stood.
            pub rest: Rest,
            /// Where the element began in the file.
            pub at: Position,
        }

        impl Element for $name {
            #[allow(unused_variables)]
            fn attribute(&mut self, name: &str, value: Cow<'_, str>) {
                match name {
                    $($attr_name => self.$attr = Some(value.into()),)*
                    _ => element::other(&mut self.rest, name, value),
                }
            }

            fn child(&mut self, xml: &mut Source<'_>, name: Span) -> Result<(), Stop> {
                // An element with a namespace of its own is an extension, whatever its name.
                if xml.tokens.attributes().has("xmlns") {
                    return element::keep(&mut self.rest, xml);
                }
                match xml.tokens.str(name) {
                    $($child_name => element!(@read $count self.$child, self.rest, xml),)*
                    _ => element::keep(&mut self.rest, xml),
                }
            }

            fn text(&mut self, text: &str) {
                element!(@text self text $(: $text_type)?);
            }

            fn place(&mut self, at: Position) {
                self.at = at;
            }

            fn write(&self, name: &str, out: &mut Out) {
                out.open(name);
                $(element::write_attribute($attr_name, &self.$attr, out);)*
                for other in &self.rest.attributes {
                    out.attribute(&other.name, &other.value);
                }
                $(
                    let text: &$text_type = &self.text;
                    out.text(text.as_str(), !self.rest.extensions.is_empty());
                )?
                $(element!(@early $count self.$child, $child_name, out);)*
                element::write_rest(&self.rest, out);
                $(element!(@late $count self.$child, $child_name, out);)*
                out.close(name);
            }

            #[cfg(test)]
            fn full() -> Self {
                $name {
                    $($attr: Some("1".into()),)*
                    $($child: [<$child_type>::full()].into_iter().collect::<Vec<_>>().into_field(),)*
                    $(text: <$text_type>::from("1"),)?
                    rest: Rest::full(),
                    at: Position::default(),
                }
            }

            #[cfg(test)]
            #[allow(unused_variables)]
            fn alter(&mut self, number: &mut usize) -> bool {
                $(if crate::model::tests::alter_value(&mut self.$attr, number) { return true; })*
                $(if self.$child.iter_mut().any(|child| child.alter(number)) { return true; })*
                $(if crate::model::tests::alter_text::<$text_type>(&mut self.text, number) { return true; })?
                self.rest.alter(number)
            }
        }
    )* };

    (@type one $type:ty) => { Option<$type> };
    (@type many $type:ty) => { Vec<$type> };
    (@type last $type:ty) => { Vec<$type> };
    (@words last) => { "any number, after what the standard does not name" };
    (@words one) => { "at most one" };
    (@words many) => { "any number" };

    // A second one of what may stand once is kept as it stands.
    (@read one $self:ident.$field:ident, $also:ident.$rest:ident, $xml:ident) => {
        if $self.$field.is_none() {
            $self.$field = Some(element::read($xml)?);
            Ok(())
        } else {
            element::keep(&mut $also.$rest, $xml)
        }
    };
    (@read many $self:ident.$field:ident, $also:ident.$rest:ident, $xml:ident) => {{
        $self.$field.push(element::read($xml)?);
        Ok(())
    }};

    (@read last $self:ident.$field:ident, $also:ident.$rest:ident, $xml:ident) => {
        element!(@read many $self.$field, $also.$rest, $xml)
    };

    (@early last $self:ident.$field:ident, $name:literal, $out:ident) => {};
    (@early $count:ident $self:ident.$field:ident, $name:literal, $out:ident) => {
        $self.$field.iter().for_each(|child| child.write($name, $out))
    };
    (@late last $self:ident.$field:ident, $name:literal, $out:ident) => {
        $self.$field.iter().for_each(|child| child.write($name, $out))
    };
    (@late $count:ident $self:ident.$field:ident, $name:literal, $out:ident) => {};

    (@text $self:ident $text:ident) => { element::stray(&mut $self.rest, $text) };
    (@text $self:ident $text:ident : $type:ty) => { $self.text.push_str($text) };
}
pub(crate) use element;
