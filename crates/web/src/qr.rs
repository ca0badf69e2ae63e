//! A QR code (二维码) as a drawing without style, so that the content policy lets it through.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};

use crate::view::portal::Svg;

/// The code for `text`; nothing where the text is too long for one.
pub fn svg(text: &str) -> Option<Svg> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (n, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", n % width + 4, n / width + 4);
        }
    }
    let side = width + 8;
    Some(Svg(format!(
        "<svg class=\"x-qr__code\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR\" \
         shape-rendering=\"crispEdges\"><rect class=\"x-qr__paper\" width=\"{side}\" height=\"{side}\"/>\
         <path class=\"x-qr__ink\" d=\"{path}\"/></svg>"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_drawing_without_text_or_style() {
        let Svg(drawing) = svg("https://example.test/<script>").unwrap();
        assert!(drawing.starts_with("<svg") && !drawing.contains("script") && !drawing.contains("style="));
    }

    #[test]
    fn what_is_too_long_gives_no_code() {
        assert!(svg(&"x".repeat(10_000)).is_none());
    }
}
