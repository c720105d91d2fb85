//! Where the callout goes: two rectangles and a screen. Libraries measured a hundred times slower (peers §B3).

/// A rectangle in CSS pixels of the tab's viewport.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// Right edge.
    pub const fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Lower edge.
    pub const fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// What both cover; `None` where they have no area in common.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let (width, height) = (self.right().min(other.right()) - x, self.bottom().min(other.bottom()) - y);
        (width > 0.0 && height > 0.0).then_some(Self { x, y, width, height })
    }

    /// Larger by `by` on each side.
    pub const fn grown(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }

    /// Moved.
    pub const fn moved(&self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, ..*self }
    }

    const fn area(&self) -> f64 {
        self.width * self.height
    }
}

/// Side of the target on which the callout stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Below it.
    Below,
    /// Above it.
    Above,
    /// Right of it.
    Right,
    /// Left of it.
    Left,
    /// There is no target, or no room at any side of it.
    Aside,
}

/// Where to put the callout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Side.
    pub side: Side,
}

/// Distance between target and callout.
pub const GAP: f64 = 12.0;
/// Distance from the edge of the screen.
pub const MARGIN: f64 = 8.0;

/// Places a callout of `size` (width, height) beside `target`, on a screen of `screen` (width, height), off everything in
/// `avoid`. Sides are tried below, above, then the sides, that at which a line begins last: there the eye looks for
/// the next control. Where no side has room, the corner that covers the least of target and `avoid`.
pub fn callout(target: Option<Rect>, size: (f64, f64), screen: (f64, f64), avoid: &[Rect], rtl: bool) -> Placement {
    let room = Rect { x: MARGIN, y: MARGIN, width: screen.0 - 2.0 * MARGIN, height: screen.1 - 2.0 * MARGIN };
    let body = |x: f64, y: f64| Rect { x, y, width: size.0, height: size.1 };
    // A callout larger than the screen keeps its beginning in view.
    let clamp_x = |x: f64| x.min(room.right() - size.0).max(room.x);
    let clamp_y = |y: f64| y.min(room.bottom() - size.1).max(room.y);
    if let Some(target) = target {
        let start = clamp_x(if rtl { target.right() - size.0 } else { target.x });
        let middle = clamp_y(target.y + (target.height - size.1) / 2.0);
        let below = (start, target.bottom() + GAP, Side::Below);
        let above = (start, target.y - GAP - size.1, Side::Above);
        let right = (target.right() + GAP, middle, Side::Right);
        let left = (target.x - GAP - size.0, middle, Side::Left);
        let sides = if rtl { [below, above, left, right] } else { [below, above, right, left] };
        for (x, y, side) in sides {
            let rect = body(x, y);
            for rect in [Some(rect), beside(rect, avoid, &room, side)].into_iter().flatten() {
                if inside(&rect, &room) && !avoid.iter().any(|other| rect.intersect(other).is_some()) {
                    return Placement { x: rect.x, y: rect.y, side };
                }
            }
        }
    }
    let (near, far) = (room.x, clamp_x(f64::INFINITY));
    let (top, bottom) = (room.y, clamp_y(f64::INFINITY));
    let (begin, end) = if rtl { (far, near) } else { (near, far) };
    let corners = [(begin, bottom), (end, bottom), (begin, top), (end, top)];
    let covered = |(x, y): (f64, f64)| {
        let rect = body(x, y);
        let over = |other: &Rect| rect.intersect(other).map_or(0.0, |both| both.area());
        target.iter().chain(avoid).map(over).sum::<f64>()
    };
    let best = corners.into_iter().reduce(|best, next| if covered(next) < covered(best) { next } else { best });
    let (x, y) = best.unwrap_or((begin, bottom));
    Placement { x, y, side: Side::Aside }
}

/// The same side of the target, shifted off the first thing in its way.
fn beside(rect: Rect, avoid: &[Rect], room: &Rect, side: Side) -> Option<Rect> {
    let other = avoid.iter().find(|other| rect.intersect(other).is_some())?;
    let shifted = match side {
        Side::Below | Side::Above => {
            [Rect { x: other.x - GAP - rect.width, ..rect }, Rect { x: other.right() + GAP, ..rect }]
        }
        _ => [Rect { y: other.y - GAP - rect.height, ..rect }, Rect { y: other.bottom() + GAP, ..rect }],
    };
    let distance = |candidate: &Rect| (candidate.x - rect.x).abs() + (candidate.y - rect.y).abs();
    let mut fitting = shifted.into_iter().filter(|candidate| inside(candidate, room));
    let first = fitting.next()?;
    Some(fitting.fold(first, |best, next| if distance(&next) < distance(&best) { next } else { best }))
}

fn inside(rect: &Rect, room: &Rect) -> bool {
    rect.x >= room.x && rect.y >= room.y && rect.right() <= room.right() && rect.bottom() <= room.bottom()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCREEN: (f64, f64) = (1280.0, 800.0);
    const SIZE: (f64, f64) = (320.0, 180.0);

    fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x, y, width, height }
    }

    fn placed(target: Rect, avoid: &[Rect]) -> Placement {
        callout(Some(target), SIZE, SCREEN, avoid, false)
    }

    #[test]
    fn stands_below_and_flips_where_there_is_no_room() {
        assert_eq!(placed(rect(100.0, 100.0, 80.0, 30.0), &[]), Placement { x: 100.0, y: 142.0, side: Side::Below });
        assert_eq!(placed(rect(100.0, 700.0, 80.0, 30.0), &[]), Placement { x: 100.0, y: 508.0, side: Side::Above });
        assert_eq!(placed(rect(100.0, 60.0, 80.0, 680.0), &[]).side, Side::Right);
        assert_eq!(placed(rect(900.0, 60.0, 80.0, 680.0), &[]).side, Side::Left);
    }

    #[test]
    fn shifts_back_onto_the_screen() {
        assert_eq!(placed(rect(1240.0, 100.0, 30.0, 30.0), &[]).x, 1280.0 - MARGIN - SIZE.0);
    }

    #[test]
    fn begins_where_the_line_begins() {
        let target = rect(900.0, 100.0, 80.0, 30.0);
        let placed = callout(Some(target), SIZE, SCREEN, &[], true);
        assert_eq!(placed.x + SIZE.0, target.right());
    }

    #[test]
    fn keeps_off_the_panel() {
        let panel = rect(892.0, 8.0, 380.0, 784.0);
        let placed = placed(rect(860.0, 100.0, 20.0, 20.0), &[panel]);
        assert_eq!(placed.side, Side::Below);
        assert!(placed.x + SIZE.0 <= panel.x);
    }

    #[test]
    fn without_target_it_stands_in_a_corner_that_is_free() {
        let panel = rect(8.0, 8.0, 380.0, 784.0);
        let placed = callout(None, SIZE, SCREEN, &[panel], false);
        assert_eq!(placed, Placement { x: 1280.0 - MARGIN - SIZE.0, y: 800.0 - MARGIN - SIZE.1, side: Side::Aside });
    }

    proptest! {
        #[test]
        fn it_never_covers_the_target_unless_there_is_no_room(
            x in -50.0..1300.0, y in -50.0..820.0, width in 1.0..400.0, height in 1.0..300.0, rtl: bool,
        ) {
            let target = rect(x, y, width, height);
            let placed = callout(Some(target), SIZE, SCREEN, &[], rtl);
            let body = rect(placed.x, placed.y, SIZE.0, SIZE.1);
            prop_assert!(inside(&body, &rect(0.0, 0.0, SCREEN.0, SCREEN.1)));
            if placed.side != Side::Aside {
                prop_assert!(body.intersect(&target).is_none());
            }
        }

        #[test]
        fn any_screen_gives_a_place_whose_beginning_is_in_view(
            x in -1e4..1e4, y in -1e4..1e4, width in 0.0..1e4, height in 0.0..1e4, w in 1.0..2e3, h in 1.0..2e3, rtl: bool,
        ) {
            let target = rect(x, y, width, height);
            let placed = callout(Some(target), SIZE, (w, h), &[target.moved(9.0, 9.0)], rtl);
            prop_assert!(placed.x >= MARGIN && placed.y >= MARGIN);
        }
    }
}
