//! How fast texts are cut into their trees and compared: the corpus that `XIEZHI_LAWS` names, or else a made text.
//!
//! `XIEZHI_LAWS=… cargo bench -p xiezhi-law --bench parse`

use std::{env, fs, hint::black_box, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use xiezhi_law::compare::{self, Version};

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

/// Two versions of one of the longest texts; without the corpus there are none to compare.
fn comparing(c: &mut Criterion) {
    let Some(folder) = env::var_os("XIEZHI_LAWS") else { return };
    let read = |date: &str| {
        let name = format!("司法解释/最高人民法院关于适用《刑事诉讼法》的解释({date}).md");
        fs::read_to_string(Path::new(&folder).join(name)).unwrap_or_default()
    };
    let (old, new) = (read("2012-12-20"), read("2021-01-26"));
    let ((old_tree, _), (new_tree, _)) = (xiezhi_law::parse(&old), xiezhi_law::parse(&new));
    let was = Version { source: &old, tree: &old_tree };
    let is = Version { source: &new, tree: &new_tree };
    let mut group = c.benchmark_group("compare");
    group.sample_size(10);
    group.bench_function("articles", |b| b.iter(|| compare::compare(black_box(was), is).len()));
    group.bench_function("table", |b| b.iter(|| compare::table(black_box(was), is).len()));
    group.finish();
}

criterion_group!(benches, parse, comparing);
criterion_main!(benches);
