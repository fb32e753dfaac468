//! Distributes an amount in whole minor units by largest remainder.

/// Distributes `amount` in proportion to the weights. Each part is rounded down, and the units that remain go to the parts
/// with the largest remainders, the earlier one first. A part never exceeds its weight. None if a number is negative, or the
/// amount exceeds the sum of the weights.
pub(super) fn apportion(amount: i64, weights: &[i64]) -> Option<Vec<i64>> {
    let (amount, total) =
        (i128::from(amount), weights.iter().map(|weight| i128::from(*weight)).sum::<i128>());
    if !(0..=total).contains(&amount) || weights.iter().any(|weight| *weight < 0) {
        return None;
    }
    let exact = weights.iter().map(|weight| (amount * i128::from(*weight), total.max(1)));
    largest_remainders(amount, exact)
}

/// Rounds fractions (numerator, denominator) to whole numbers that add up to `sum`, by largest remainder. None if that takes
/// more than one unit of a fraction.
pub(super) fn largest_remainders(
    sum: i128,
    fractions: impl Iterator<Item = (i128, i128)>,
) -> Option<Vec<i64>> {
    let mut parts = Vec::new();
    let mut remainders = Vec::new();
    for (place, (numerator, denominator)) in fractions.enumerate() {
        parts.push(numerator.checked_div(denominator)?);
        // All fractions of a call have the same denominator.
        remainders.push((std::cmp::Reverse(numerator.checked_rem(denominator)?), place));
    }
    let left = usize::try_from(sum - parts.iter().sum::<i128>()).ok()?;
    remainders.sort_unstable();
    for (_, place) in remainders.get(..left)? {
        *parts.get_mut(*place)? += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part).ok()).collect()
}
