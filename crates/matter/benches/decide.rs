//! `decide` and `apply` on a file of some forty events with the real definition, and all that a file page
//! says: `cargo bench -p xiezhi-matter`.

#[path = "../tests/common.rs"]
#[expect(clippy::unwrap_used, clippy::panic, reason = "the helper of the tests")]
mod common;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use xiezhi_calendar::Calendar;
use xiezhi_matter::{Doing, Draft, Ground, apply, decide, example, offers, world::Actor};

fn bench(c: &mut Criterion) {
    let library = common::library();
    let Some(def) = library.current("reconsideration") else { return };
    let calendar = Calendar::builtin();
    let folder = common::folder_of("reconsideration").join("examples");
    let like = |name: &str| std::fs::read_to_string(folder.join(format!("{name}.toml"))).ok();
    let Some(text) = like("t1-ordinary") else { return };
    let Ok(mut example) = example::read(&text, &like) else { return };
    // Up to the draft of the decision: the longest file on which there is still much to decide.
    example.steps.truncate(19);
    let (file, world, now) = example::leave(def, &library.shared, &example, &calendar);
    println!("the file has {} events and {} counts", file.events.len(), file.counts.len());
    let ground = Ground { def, shared: &library.shared, world: &world, calendar: &calendar };
    let lead = file.officers.values().flatten().next().cloned();
    let Some(lead) = lead else { return };
    let posts = def.officers.values().map(|s| s.post.clone());
    let actor = Actor::officer(lead, posts);

    c.bench_function("decide and apply", |b| {
        let doing = Doing::Act(Draft::of("committee"));
        let note = Doing::Note("…".into());
        b.iter(|| {
            let decision = decide(&ground, &file, black_box(&doing), &actor, now);
            let noted = decide(&ground, &file, black_box(&note), &actor, now);
            black_box((decision.refusals.len(), noted.events.len()))
        });
    });
    c.bench_function("apply one event", |b| {
        let Some(last) = file.events.last().cloned() else { return };
        b.iter_batched(
            || file.clone(),
            |file| apply(def, file, last.clone(), &calendar),
            criterion::BatchSize::SmallInput,
        );
    });
    c.bench_function("all acts and all reasons", |b| {
        b.iter(|| black_box(offers(&ground, &file, &actor, now)).len());
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
