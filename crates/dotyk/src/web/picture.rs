//! Takes out of a picture what it says beside what it shows: where and when it was taken, by whom, with what. Pure.
//!
//! Only what a picture needs to be shown is kept, so what nobody has thought of goes too. How a JPEG is to be turned is
//! needed and is written anew. What lies behind the end of a picture (a film, another picture with its own position) goes.

/// The picture without what it says beside what it shows; none when it does not read as what it seems to be, or is of a
/// type that is not understood here.
pub fn clean(media: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match media {
        "image/jpeg" => jpeg(bytes),
        "image/png" => png(bytes),
        "image/webp" => webp(bytes),
        _ => None,
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2).filter(|start| *start == [0xff, 0xd8])?.to_vec();
    let mut at = 2;
    let mut turned = false;
    let mut scans = 0;
    loop {
        // A marker may be filled up with 0xff before it.
        while bytes.get(at)? == &0xff && bytes.get(at + 1)? == &0xff {
            at += 1;
        }
        let marker = *bytes.get(at + 1).filter(|_| bytes[at] == 0xff)?;
        at += 2;
        match marker {
            0xd9 => {
                out.extend([0xff, 0xd9]);
                return (scans > 0).then_some(out);
            }
            0x01 | 0xd0..=0xd7 => out.extend([0xff, marker]),
            _ => {
                let size = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
                let segment = bytes.get(at..at + size).filter(|_| size >= 2)?;
                let body = &segment[2..];
                at += size;
                if marker == 0xe1
                    && !turned
                    && let Some(turn) = turn(body)
                {
                    turned = true;
                    out.extend(turn_segment(turn));
                }
                if needed(marker, body) {
                    out.extend([0xff, marker]);
                    out.extend(segment);
                }
                if marker == 0xda {
                    scans += 1;
                    let end = scan_end(bytes, at)?;
                    out.extend(&bytes[at..end]);
                    at = end;
                }
            }
        }
    }
}

/// Whether a segment is needed to show the picture: JFIF, a colour profile, how Adobe's colours are meant, and all that is
/// no application's and no comment.
fn needed(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe"),
        0xe1 | 0xe3..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Where the next marker stands behind the data of a scan.
fn scan_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// How the picture is to be turned, as its EXIF says: 2 to 8; none when it stands as it is.
fn turn(body: &[u8]) -> Option<u16> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..4)? {
        [0x49, 0x49, 0x2a, 0] => true,
        [0x4d, 0x4d, 0, 0x2a] => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let long: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let start = usize::try_from(if little { u32::from_le_bytes(long) } else { u32::from_be_bytes(long) }).ok()?;
    // As many entries of twelve bytes as there may be, whatever is claimed.
    let count = usize::from(short(start)?).min(tiff.len() / 12);
    let mut entries = (0..count).map_while(|n| start.checked_add(2 + n * 12));
    let entry = entries.find(|at| short(*at) == Some(0x0112))?;
    short(entry.checked_add(8)?).filter(|turn| (2..=8).contains(turn))
}

/// An EXIF segment that says how to turn the picture, and nothing else.
fn turn_segment(turn: u16) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01");
    segment.extend(turn.to_be_bytes());
    segment.extend([0; 6]);
    segment
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    /// What shows the picture: its critical parts, colours, transparency, size of a dot, and frames.
    const KEPT: [&[u8; 4]; 15] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"acTL",
        b"fcTL", b"fdAT",
    ];
    let mut out = bytes.get(..8).filter(|start| *start == b"\x89PNG\r\n\x1a\n")?.to_vec();
    let mut at = 8;
    let mut data = false;
    loop {
        let size = usize::try_from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()?;
        let kind: &[u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let end = at.checked_add(12)?.checked_add(size)?;
        let chunk = bytes.get(at..end)?;
        if at == 8 && kind != b"IHDR" {
            return None;
        }
        if KEPT.contains(&kind) {
            out.extend(chunk);
        }
        data |= kind == b"IDAT";
        if kind == b"IEND" {
            return data.then_some(out);
        }
        at = end;
    }
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    /// The flags of VP8X that say there is EXIF and XMP.
    const SAYS: u8 = 0x08 | 0x04;
    let riff = bytes.get(..12).filter(|head| &head[..4] == b"RIFF" && &head[8..] == b"WEBP")?;
    let whole = usize::try_from(u32::from_le_bytes(riff[4..8].try_into().ok()?)).ok()?.checked_add(8)?;
    let bytes = bytes.get(..whole)?;
    let mut out = riff.to_vec();
    let mut at = 12;
    let mut data = false;
    while at < bytes.len() {
        let kind: &[u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let size = usize::try_from(u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?)).ok()?;
        let end = at.checked_add(8)?.checked_add(size)?.checked_add(size % 2)?;
        let chunk = bytes.get(at..end)?;
        if KEPT.contains(&kind) {
            let begins = out.len();
            out.extend(chunk);
            if kind == b"VP8X" {
                *out.get_mut(begins + 8)? &= !SAYS;
            }
            data |= matches!(kind, b"VP8 " | b"VP8L" | b"ANMF");
        }
        at = end;
    }
    let size = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    data.then_some(out)
}

/// A small JPEG that says where it was taken, for tests.
#[cfg(test)]
pub fn told_jpeg() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    let segment = |marker: u8, body: &[u8]| {
        let size = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &size, body].concat()
    };
    bytes.extend(segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
    let mut exif = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"); // turned by a quarter
    exif.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0"); // the folder of the position
    exif.extend(b"\0\0\0\0GPS 48.9482 N 38.4932 E");
    bytes.extend(segment(0xe1, &exif));
    bytes.extend(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>48,56.9N</exif:GPSLatitude>"));
    bytes.extend(segment(0xe2, b"MPF\0 GPS of another picture"));
    bytes.extend(segment(0xfe, b"taken at GPS home"));
    bytes.extend(segment(0xdb, &[1; 65]));
    bytes.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    bytes.extend([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]);
    bytes.extend(b"a film with GPS behind the end");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|window| window == text)
    }

    #[test]
    fn a_jpeg_keeps_its_picture_and_how_it_stands_and_nothing_else() {
        let told = told_jpeg();
        let clean = clean("image/jpeg", &told).expect("a picture");
        assert!(holds(&told, b"GPS") && !holds(&clean, b"GPS"), "a position is left");
        assert!(holds(&clean, b"JFIF") && clean.ends_with(&[0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]));
        let exif = clean.windows(4).position(|window| window == b"Exif").expect("how it is turned");
        assert_eq!(turn(&clean[exif..]), Some(6));
        // What is clean stays as it is.
        assert_eq!(super::clean("image/jpeg", &clean), Some(clean));
    }

    #[test]
    fn a_png_and_a_webp_keep_their_picture_alone() {
        let chunk =
            |kind: &[u8; 4], body: &[u8]| [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], kind, body, &[0; 4]].concat();
        let parts = [
            chunk(b"IHDR", &[0; 13]),
            chunk(b"eXIf", b"GPS"),
            chunk(b"tEXt", b"Comment\0GPS"),
            chunk(b"iTXt", b"XML:com.adobe.xmp GPS"),
            chunk(b"tIME", &[1; 7]),
            chunk(b"IDAT", b"picture"),
            chunk(b"IEND", b""),
            b"GPS behind".to_vec(),
        ];
        let told = [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat();
        let shown = clean("image/png", &told).expect("a picture");
        assert!(!holds(&shown, b"GPS") && !holds(&shown, b"tIME") && holds(&shown, b"picture"));
        assert_eq!(shown.len(), 8 + 25 + 19 + 12);

        let chunk = |kind: &[u8; 4], body: &[u8]| {
            [&kind[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), body, &[0][..body.len() % 2]].concat()
        };
        let body = [
            chunk(b"VP8X", &[0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            chunk(b"VP8 ", b"odd"),
            chunk(b"EXIF", b"GPS"),
            chunk(b"XMP ", b"GPS"),
        ];
        let body = body.concat();
        let told = [&b"RIFF"[..], &u32::try_from(body.len() + 4).unwrap().to_le_bytes(), b"WEBP", &body, b"GPS behind"].concat();
        let shown = clean("image/webp", &told).expect("a picture");
        assert!(!holds(&shown, b"GPS") && holds(&shown, b"odd"));
        assert_eq!(shown[20], 0, "it still says that there is more");
        assert_eq!(u32::from_le_bytes(shown[4..8].try_into().unwrap()) as usize, shown.len() - 8);
    }

    #[test]
    fn what_is_no_picture_is_not_taken_for_one() {
        for (media, bytes) in [
            ("image/jpeg", &b"\xff\xd8\xff<script>"[..]),
            ("image/jpeg", b"\xff\xd8\xff\xd9"),
            ("image/png", b"\x89PNG\r\n\x1a\n...."),
            ("image/webp", b"RIFF\xff\xff\xff\xffWEBPVP8 "),
            ("image/gif", b"GIF89a"),
            ("application/pdf", b"%PDF-1.7"),
        ] {
            assert_eq!(clean(media, bytes), None, "{media}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..200) {
            for (media, start) in [("image/jpeg", &b"\xff\xd8"[..]), ("image/png", b"\x89PNG\r\n\x1a\n"), ("image/webp", b"RIFF\x40\0\0\0WEBP")] {
                let _ = clean(media, &[start, &bytes].concat());
            }
            let told = told_jpeg();
            let _ = clean("image/jpeg", &told[..cut.min(told.len())]);
        }
    }
}
