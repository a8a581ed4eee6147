//! A text as a QR code: what a phone reads off a sheet of paper.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

use super::Safe;

/// The picture of a text as SVG, dark on white with the quiet zone that readers want; none for a text too long for any.
pub fn qr(text: &str) -> Option<Safe> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        // Dark modules side by side are one stroke: a third of the length.
        let mut x = 0;
        while x < code.size {
            let from = x;
            while x < code.size && code[y][x].value() {
                x += 1;
            }
            if x > from {
                let _ = write!(path, "M{} {}h{}v1h-{}z", from + 4, y + 4, x - from, x - from);
            }
            x += 1;
        }
    }
    let side = code.size + 8;
    Some(Safe(format!(
        "<svg role=\"img\" aria-label=\"QR\" width=\"160\" height=\"160\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )))
}
