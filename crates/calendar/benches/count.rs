//! What a count costs: the date alone, and with the count.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use xiezhi_calendar::{Calendar, Length, Period, Stop, before_date};

fn counts(c: &mut Criterion) {
    let calendar = Calendar::builtin();
    let sixty = Period::new(date(2026, 3, 10), Length::Days(60));
    let twenty = Period::new(date(2026, 9, 24), Length::Workdays(20));
    let mut stopped = sixty.clone();
    stopped.stops.push(Stop { from: date(2026, 3, 25), until: Some(date(2026, 4, 20)) });
    stopped.extensions.push(Length::Days(30));
    c.bench_function("60 days", |b| b.iter(|| black_box(&sixty).within_date(&calendar)));
    c.bench_function("20 working days", |b| b.iter(|| black_box(&twenty).within_date(&calendar)));
    c.bench_function("60 days, a stop, an extension", |b| {
        b.iter(|| black_box(&stopped).within_date(&calendar));
    });
    c.bench_function("5 clear working days before", |b| {
        b.iter(|| before_date(black_box(date(2026, 4, 22)), &Length::Workdays(5), false, &calendar));
    });
    c.bench_function("20 working days with the count", |b| b.iter(|| black_box(&twenty).within(&calendar)));
    c.bench_function("60 days with the count", |b| b.iter(|| black_box(&sixty).within(&calendar)));
    c.bench_function("the calendar itself", |b| b.iter(Calendar::builtin));
}

criterion_group!(benches, counts);
criterion_main!(benches);
