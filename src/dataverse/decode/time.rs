//! Points in time as the Web API writes them.

/// `2026-10-02T09:08:07Z`, with or without a fraction of the second, as milliseconds since 1970. `None` for anything
/// else: times come in UTC.
pub(super) fn milliseconds(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let [hour, minute, second] = numbers(time, ':')?;
    let fits = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let mut thousandths = 0;
    for at in 0..3 {
        let digit = fraction.as_bytes().get(at).map_or(Some(0), |byte| char::from(*byte).to_digit(10))?;
        thousandths = thousandths * 10 + u64::from(digit);
    }
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    fits.then(|| seconds * 1000 + thousandths)
}

/// Exactly three numbers.
fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let mut pieces = text.split(between);
    let mut numbers = [0; 3];
    for number in &mut numbers {
        *number = pieces.next()?.parse::<u16>().ok()?.into();
    }
    pieces.next().is_none().then_some(numbers)
}

/// Days from 1970-01-01 on. Years are counted from March, so that the leap day comes last.
const fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.saturating_sub(1), month + 9) };
    let before = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    before.saturating_sub(719_469)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_milliseconds() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-02T00:00:01.5Z", 86_401_500),
            ("2000-02-29T23:59:59Z", 951_868_799_000),
            ("2000-03-01T00:00:00Z", 951_868_800_000),
            ("2026-10-02T09:08:07.1234567Z", 1_790_932_087_123),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000),
        ] {
            assert_eq!(milliseconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_one_is_none() {
        for text in [
            "",
            "Z",
            "2026-10-02",
            "2026-10-02T09:08:07",
            "2026-10-02T09:08:07+02:00",
            "2026-13-02T09:08:07Z",
            "2026-10-00T09:08:07Z",
            "2026-10-02T24:08:07Z",
            "2026-10-02T09:08Z",
            "2026-10-02T09:08:07:06Z",
            "1969-12-31T23:59:59Z",
            "99999-10-02T09:08:07Z",
            "2026-10-02T09:08:07.xZ",
        ] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
