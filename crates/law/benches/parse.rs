//! How fast texts are cut into their trees: the corpus that `XIEZHI_LAWS` names, or else a made text.
//!
//! `XIEZHI_LAWS=… cargo bench -p xiezhi-law --bench parse`

use std::{env, fs, hint::black_box, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn texts(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts(&path, into);
        } else if path.extension().is_some_and(|e| e == "md") {
            into.extend(fs::read_to_string(&path));
        }
    }
}

fn parse(c: &mut Criterion) {
    let mut all = Vec::new();
    if let Some(folder) = env::var_os("XIEZHI_LAWS") {
        texts(Path::new(&folder), &mut all);
    }
    if all.is_empty() {
        let article = "第一条 应当自受理之日起五日内审查；有下列情形之一的，不予受理：\n\n（一）超过期限的；\n\n（二）重复申请的。\n\n";
        all.push(format!("# 某法（虚构）\n\n<!-- INFO END -->\n\n{}", article.repeat(100_000)));
    }
    let bytes: usize = all.iter().map(String::len).sum();
    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(10);
    group.bench_function("every text", |b| {
        b.iter(|| all.iter().map(|text| xiezhi_law::parse(black_box(text)).0.leaves().len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, parse);
criterion_main!(benches);
