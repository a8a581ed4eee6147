//! Many ids in one question: a statement is a constant, so a list of ids has a fixed length and is filled up with `NULL`.

use crate::Value;

/// How many ids one question takes.
pub const LIST: usize = 50;

/// The parameters of questions whose last condition is [`in_list!`](crate::in_list): `first` and, for each question, up
/// to [`LIST`] of the ids, filled up with `NULL`. No ids, no question.
pub fn in_lists<'a, T>(first: &'a [Value], ids: &'a [T]) -> impl Iterator<Item = Vec<Value>> + 'a
where
    Value: From<&'a T>,
{
    ids.chunks(LIST).map(|chunk| {
        let mut params = first.to_vec();
        params.extend(chunk.iter().map(Value::from));
        params.resize(first.len() + LIST, Value::Null);
        params
    })
}

/// `($2, …, $51)`: the list of ids behind one other parameter; `in_list!(6)` is `($6, …, $55)`, behind five.
#[macro_export]
macro_rules! in_list {
    () => {
        "($2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50,$51)"
    };
    (6) => {
        "($6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50,$51,$52,$53,$54,$55)"
    };
    (3) => {
        "($3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50,$51,$52)"
    };
    (4) => {
        "($4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50,$51,$52,$53)"
    };
    (5) => {
        "($5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50,$51,$52,$53,$54)"
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_in_questions_of_one_length() {
        let ids: Vec<String> = (0..120).map(|n| n.to_string()).collect();
        let questions: Vec<_> = in_lists(&[Value::from("office")], &ids).collect();
        assert_eq!(questions.iter().map(Vec::len).collect::<Vec<_>>(), [51, 51, 51]);
        assert_eq!(questions[2][21], Value::Null);
        assert_eq!(in_lists::<String>(&[], &[]).count(), 0);
        assert_eq!(in_list!().matches('$').count(), LIST);
        assert_eq!(in_list!(6).matches('$').count(), LIST);
        assert_eq!(in_list!(3).matches('$').count(), LIST);
        assert_eq!(in_list!(4).matches('$').count(), LIST);
        assert_eq!(in_list!(5).matches('$').count(), LIST);
    }
}
