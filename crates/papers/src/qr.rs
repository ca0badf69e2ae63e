//! The QR code (二维码) that leads to the page where a paper can be compared with the record.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::PaperError;

/// A square of modules, dark ones `true`.
pub(crate) struct Modules {
    pub(crate) side: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// Level M: a quarter more modules than L, and it survives a fold through the paper.
    pub(crate) fn of(url: &str) -> Result<Self, PaperError> {
        let code = QrCode::with_error_correction_level(url, EcLevel::M)
            .map_err(|_| PaperError::CheckAddressTooLong(url.len()))?;
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { side: code.width(), dark })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && self.dark.get(y * self.side + x).copied().unwrap_or(false)
    }

    /// The dark modules as horizontal runs: x, y, length.
    fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs = Vec::new();
        for y in 0..self.side {
            let mut x = 0;
            while x < self.side {
                let start = x;
                while self.is_dark(x, y) {
                    x += 1;
                }
                if x > start {
                    runs.push((start, y, x - start));
                }
                x += 1;
            }
        }
        runs
    }

    /// One vector path, without a quiet zone (the layout leaves one).
    pub(crate) fn svg(&self) -> String {
        let mut path = String::new();
        for (x, y, n) in self.runs() {
            let _ = write!(path, "M{x} {y}h{n}v1h-{n}z");
        }
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="{0}" height="{0}"><path fill="#000000" d="{path}"/></svg>"##,
            self.side
        )
    }

    /// A picture of eight pixels a module with a quiet zone of two, for word processors.
    pub(crate) fn png(&self) -> Result<Vec<u8>, PaperError> {
        const SCALE: usize = 8;
        const QUIET: usize = 2;
        let side = (self.side + 2 * QUIET) * SCALE;
        let mut pixels = Vec::with_capacity(side * side);
        for y in 0..side {
            for x in 0..side {
                let module = |at: usize| (at / SCALE).checked_sub(QUIET);
                let dark = module(x).zip(module(y)).is_some_and(|(x, y)| self.is_dark(x, y));
                pixels.push(if dark { 0 } else { 255 });
            }
        }
        let failed = |error: png::EncodingError| PaperError::Packing(error.to_string());
        let width = u32::try_from(side).map_err(|_| PaperError::CheckAddressTooLong(side))?;
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, width);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&pixels).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(out)
    }
}
