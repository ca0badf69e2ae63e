//! The making of a paper: filling, PDF cold and warm, docx, HTML. `cargo bench -p xiezhi-papers`.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a bench is no part of the program")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use xiezhi_papers::{Check, CheckCode, Fonts, Layout, Seal, Template, Text, docx, fill, html, pdf};

fn sample(source: &str, n: u64) -> (Text, Layout) {
    let mut facts: serde_json::Value =
        serde_json::from_str(include_str!("../tests/data/facts.json")).expect("facts.json is JSON");
    // Another file each time: what is measured warm is the layout program, not a repeated answer.
    facts["party"]["applicant"]["name"] = format!("张小{n}").into();
    facts["file"]["claim"] = format!("第{n}号理由。").repeat(40).into();
    let template = Template::parse("sample", source).expect("the sample can be read");
    let text = fill(&template, &facts).expect("the sample can be filled");
    let mut layout = Layout::of(&text, "兰州市人民政府", jiff::civil::date(2026, 3, 10));
    layout.number = Some(format!("兰政复受〔2026〕{n}号"));
    layout.seal = Seal::Place;
    layout.check = Some(Check {
        url: "https://example.org/check/0123456789".into(),
        code: CheckCode::from_random([7; 10]),
    });
    (text, layout)
}

fn papers(c: &mut Criterion) {
    let fonts = Fonts::find().expect("fonts-noto-cjk is installed");
    let mut n = 0;
    let mut next = move || {
        n += 1;
        n
    };
    for (name, source) in [
        ("notice", include_str!("../tests/data/acceptance.md")),
        ("decision", include_str!("../tests/data/decision.md")),
    ] {
        let mut group = c.benchmark_group(name);
        group.bench_function("fill", |b| b.iter(|| sample(source, black_box(1))));
        group.sample_size(20);
        group.bench_function("pdf, warm", |b| {
            b.iter_batched(
                || sample(source, next()),
                |(text, layout)| pdf(&text, &layout, &fonts),
                BatchSize::SmallInput,
            );
        });
        group.bench_function("docx", |b| {
            b.iter_batched(
                || sample(source, 1),
                |(text, layout)| docx(&text, &layout),
                BatchSize::SmallInput,
            );
        });
        group.bench_function("html", |b| {
            b.iter_batched(
                || sample(source, 1),
                |(text, layout)| html(&text, &layout),
                BatchSize::SmallInput,
            );
        });
        group.finish();
    }
    let mut group = c.benchmark_group("cold");
    group.sample_size(10);
    group.bench_function("fonts", |b| b.iter(|| Fonts::find().expect("fonts-noto-cjk is installed")));
    // A process that makes its first paper: the fonts are mapped and every cache is empty.
    group.bench_function("pdf", |b| {
        b.iter_batched(
            || (sample(include_str!("../tests/data/acceptance.md"), 1), xiezhi_papers::forget()),
            |((text, layout), ())| pdf(&text, &layout, &fonts),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, papers);
criterion_main!(benches);
