"""Many plans in one run: a folder each, whole or not there, and one that fails stops no other."""

import json
import multiprocessing
import os
import pickle
import signal
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock, Timer

import pytest
from heads import HEAD, daily
from program import LINUX, Run, alive, children, started, until

from taperdocs.cli import console
from taperdocs.cli.batch_command import duration, line, summary
from taperdocs.language.language import languages
from taperdocs.make import workers
from taperdocs.make.batch import Outcome, run
from taperdocs.make.make import File, make
from taperdocs.make.plan_list import BatchItem, batch_items
from taperdocs.make.store import MANIFEST, Folder, Manifest
from taperdocs.make.typed import Request, request
from taperdocs.make.version import VERSION
from taperdocs.make.workers import Job, JobResult, pool, work
from taperdocs.options import Options
from taperdocs.plan.plan import Plan
from taperdocs.plan.problems import Problem, TaperError, say
from taperdocs.planfile.reader import read

PLAN = HEAD + daily("2 weeks: 1 mg", "2 weeks: 0.5 mg")
BROKEN = PLAN.replace('"1 mg"', '"1 mgg"')
ICS = ["--documents", "ics", "--as-of", "2026-12-07"]
USUAL = {"documents": "ics", "as-of": "2026-12-07"}


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two plans, in a folder that the program runs in."""
    monkeypatch.chdir(tmp_path)
    write(("anna", "bert"))
    return Path("plans")


def write(names: Iterable[str], text: str = PLAN) -> None:
    """Write a plan a name."""
    Path("plans").mkdir(exist_ok=True)
    for name in names:
        Path("plans", f"{name}.toml").write_text(text)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder, but for the manifest."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}


def test_each_plan_comes_into_a_folder_of_its_name_as_make_makes_it(tapers: Run, plans: Path) -> None:
    """The same bytes, by two processes at once."""
    made = tapers("batch", "plans/anna.toml", "plans/bert.toml", "-o", "out", *ICS[:1], "card ics", *ICS[2:])
    one = tapers("make", str(plans / "anna.toml"), "card", "ics", "-o", "one", *ICS[2:])

    assert (made.code, made.out, one.code) == (0, "", 0)
    assert sorted(path.name for path in Path("out").iterdir()) == ["anna", "bert"]
    assert contents(Path("out/anna")) == contents(Path("one"))
    assert set(contents(Path("out/bert"))) == {"card.pdf", "plan.ics"}
    assert made.err.startswith("2 plans: 2 made (")


def test_a_broken_plan_is_told_and_the_others_are_made(tapers: Run, plans: Path) -> None:
    """The exit code says that there are problems; a plan that is not there is one too."""
    write(["broken"], BROKEN)
    done = tapers("batch", *map(str, sorted(plans.iterdir())), "plans/lost.toml", "-o", "out", *ICS)

    assert done.code == 3
    assert 'plans/broken.toml:12: step 1, dose: "1 mgg" is not a dose' in done.err
    assert "plans/lost.toml: there is no such file" in done.err
    assert "4 plans: 2 made, 2 with problems" in done.err
    assert sorted(path.name for path in Path("out").iterdir()) == ["anna", "bert"]


def test_two_plans_of_one_name_are_told_before_anything_is_made(tapers: Run, plans: Path) -> None:
    """Also where only a large letter tells them apart: many disks know no difference."""
    done = tapers("batch", str(plans / "anna.toml"), "more/Anna.toml", "-o", "out", *ICS)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith('more/Anna.toml: the folder "Anna" is that of plans/anna.toml too\n')
    assert not Path("out").exists()


def test_two_names_that_one_disk_takes_for_one_are_told() -> None:
    """An accent is one sign or two: disks of Apple know no difference."""
    with pytest.raises(TaperError, match="is that of ren"):
        batch_items(
            ["ren\N{LATIN SMALL LETTER E WITH ACUTE}.toml", "rene\N{COMBINING ACUTE ACCENT}.toml"], [], USUAL
        )


@LINUX
@pytest.mark.parametrize(("jobs", "plans_of_it"), [("3000", 1), ("100000", 2)])
def test_no_more_processes_are_started_than_are_of_use(
    tapers: Run, plans: Path, jobs: str, plans_of_it: int
) -> None:
    """As many as there are plans or cores; that it is fewer than was asked for is said."""
    names = sorted(map(str, plans.iterdir()))[:plans_of_it]
    done = tapers("batch", *names, "-o", "out", *ICS, "--jobs", jobs)

    most = min(plans_of_it, len(os.sched_getaffinity(0)))
    assert done.code == 0
    assert done.err.startswith(
        f"--jobs {jobs}: {most} at a time; more would only wait, with {plans_of_it} plan"
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-o", "out"], "PLANS: there is no plan to make"),
        (["-", "-o", "out"], "PLANS: a batch reads no standard input"),
        (["plans/anna.toml", "-o", "out", "--paper", "a9", "--all", "--zone", "x"], "--paper: "),
        (["plans/anna.toml", "-o", "out", "--paper", "a9", "--zone", "x"], "--zone: "),
        (["plans/anna.toml", "-o", "out", "--jobs", "0"], "--jobs: 0 processes make nothing"),
        (["plans/anna.toml", "-o", "out", "--jobs", "2", "--dask", "tcp://x"], "--jobs: the workers"),
        (["plans/anna.toml", "-o", "nonsense://out"], "-o: no store is known"),
        (["plans/anna.toml", "-o", "out", "--alarm", "at dose"], "--alarm: there are no doses"),
        (["plans/anna.toml", "-o", "", *ICS], "-o: the name of the folder is empty"),
    ],
    ids=range(9),
)
@pytest.mark.usefixtures("plans")
def test_what_was_typed_wrongly_is_told_at_its_option(tapers: Run, args: list[str], said: str) -> None:
    """And nothing is made."""
    done = tapers("batch", *args)

    assert done.code == 2
    assert said in done.err
    assert not Path("out").exists()


def test_a_plan_that_a_document_cannot_print_is_a_problem_of_that_plan(tapers: Run, plans: Path) -> None:
    """Days that one plan does not have stop no other."""
    write(["later"], PLAN.replace("2026-12-07", "2027-12-06"))
    done = tapers("batch", *map(str, sorted(plans.iterdir())), "-o", "out", *ICS, "--from", "2026-12-08")

    assert done.code == 3
    assert "plans/later.toml: --from: 2026-12-08 is not a day of this plan" in done.err
    assert "2 made, 1 with problems" in done.err


def test_what_is_there_and_unchanged_is_left(tapers: Run, plans: Path) -> None:
    """A second run with --resume writes nothing; a note in the plan file makes no other plan."""
    batch = ("batch", *map(str, sorted(plans.iterdir())), "-o", "out", *ICS, "--resume")
    tapers(*batch)
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")}
    write(["bert"], PLAN + "# a note\n")
    again = tapers(*batch)

    assert again.code == 0
    assert "2 plans: 2 already there" in again.err
    assert {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")} == before


def test_what_is_missing_or_altered_or_asked_for_otherwise_is_made_anew(tapers: Run, plans: Path) -> None:
    """A file that is gone or was changed, a manifest that cannot be read, another plan, option or version."""
    write(("cora", "dora", "emil", "finn"))
    batch = ("batch", *map(str, sorted(plans.iterdir())), "-o", "out", *ICS, "--resume")
    tapers(*batch)
    good = contents(Path("out/anna"))
    Path("out/anna/plan.ics").unlink()
    Path("out/bert/plan.ics").write_bytes(good["plan.ics"][:-1] + b"x")
    Path(f"out/cora/{MANIFEST}").write_text('{"format": 1}')
    Path(f"out/dora/{MANIFEST}").unlink()
    write(["emil"], PLAN.replace('"0.5 mg"\n', '"0.25 mg"\n'))
    again = tapers(*batch)

    assert "6 plans: 5 made, 1 already there" in again.err
    assert contents(Path("out/anna")) == contents(Path("out/bert")) == good != contents(Path("out/emil"))
    assert "6 plans: 6 made" in tapers(*batch, "--language", "de").err
    for manifest in Path("out").rglob(MANIFEST):
        manifest.write_text(manifest.read_text().replace(f'"{VERSION}"', '"0.0.9"'))
    assert "6 plans: 6 made" in tapers(*batch, "--language", "de").err


def test_without_resume_everything_is_made_anew_and_what_is_left_over_is_told(
    tapers: Run, plans: Path
) -> None:
    """A file of an earlier run that was not made now may be of another plan."""
    batch = ("batch", str(plans / "anna.toml"), "-o", "out", "--as-of", "2026-12-07", "--documents")
    tapers(*batch, "ics card")
    again = tapers(*batch, "card")

    assert "anna: plan.ics is from an earlier run and was not made now: delete it." in again.err
    assert "1 plan: 1 made" in again.err
    assert set(json.loads(Path(f"out/anna/{MANIFEST}").read_text())["files"]) == {"card.pdf"}


def test_a_folder_that_cannot_be_written_stops_no_other(tapers: Run, plans: Path) -> None:
    """And the exit code says it."""
    Path("out").mkdir()
    Path("out/anna").write_text("a file")
    done = tapers("batch", *map(str, sorted(plans.iterdir())), "-o", "out", *ICS)

    assert done.code == 2
    assert "plans/anna.toml: out/anna cannot be written: " in done.err
    assert "1 made, 1 not written" in done.err


def listed(rows: str) -> tuple[BatchItem, ...]:
    """Return the batch_items of a table."""
    Path("plans.csv").write_text(rows)
    return batch_items(["plans.csv"], [], USUAL)


def test_a_table_names_plans_with_options_of_their_own(tapers: Run, plans: Path) -> None:
    """An empty cell takes what the command line says; plans are looked for beside the table."""
    rows = "plan,Name,paper,language,documents,no name\nanna.toml,ward-1,,,,\nbert.toml,,letter,de,card ics,yes\n"
    (plans / "list.csv").write_text(f"\ufeff{rows}")
    done = tapers("batch", "plans/list.csv", "-o", "out", *ICS, "--paper", "a5")

    assert (done.code, done.out) == (0, "")
    assert set(contents(Path("out/ward-1"))) == {"plan.ics"}
    assert set(contents(Path("out/bert"))) == {"card.pdf", "plan.ics"}
    first, second = (
        json.loads(Path(f"out/{name}/{MANIFEST}").read_text())["asked"] for name in ("ward-1", "bert")
    )
    assert (first["paper"], first["language"], first["named"]) == ("A5", "en-GB", True)
    assert (second["paper"], second["language"], second["named"]) == ("Letter", "de-DE", False)


@pytest.mark.usefixtures("plans")
def test_a_table_may_have_another_sign_between_its_cells() -> None:
    """Spreadsheets of half the world write semicolons; empty rows say nothing."""
    (one,) = listed('plan;alarm;doses\n;;\n"plans/anna.toml";"day before 18:00; at dose";yes\n')

    assert (one.name, one.path, one.where) == ("anna", "plans/anna.toml", "plans.csv:3")
    assert one.request.options.day_before and one.request.options.at_dose  # noqa: PT018  one cell
    assert one.request.documents == ("ics", "doses")


@pytest.mark.usefixtures("plans")
def test_every_mistake_of_every_row_is_told_at_once() -> None:
    """Each with its file, its line, its column and what to do."""
    with pytest.raises(TaperError) as refused:
        listed(
            "plan,name,papr,language,form,paper,documents\n"
            "plans/anna.toml,,,xx,maybe,a9,ics\n"
            ",,,,,,\n"
            "plans/gone.toml,,,,,,cards\n"
            ",x,,,,,\n"
            "plans/anna.toml,,,,,,,too,many\n"
            "plans/bert.toml,../up,,,,,\n"
        )

    assert [problem.text().split("\n") for problem in refused.value.problems] == [
        ['plans.csv:1: there is no column "papr"', '    Did you mean "paper"?'],
        ['plans.csv:2, paper: there is no "a9"', "    Choose from a3, a4, a5, both, letter."],
        ['plans.csv:2, language: there is no language "xx"', f"    Choose one of {', '.join(languages())}."],
        ['plans.csv:2, form: "maybe" is neither yes nor no', "    Write yes or no."],
        ["plans.csv:4, plan: there is no file plans/gone.toml", "    Its place is meant from plans.csv."],
        ['plans.csv:4, documents: there is no "cards"', '    Did you mean "card"?'],
        ["plans.csv:5, plan: it names no plan file", "    Write one, as in anna.toml."],
        [
            'plans.csv:6: there are more cells than columns, each "," begins one',
            "    Put quotation marks around a cell with such a sign in it.",
        ],
        ['plans.csv:7: "../up" is no name for a folder', "    Write letters and figures."],
    ]
    assert refused.value.exit_code == 2


def test_a_row_may_hold_the_plan_itself(tapers: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the plan that `new` writes of the same words; the same row gives the same bytes again."""
    monkeypatch.chdir(tmp_path)
    rows = (
        "name,drug,start,steps,product,time,before,person,agreed,contact,documents\n"
        'bed-1,clonazepam,2026-12-07,"1mg 2w; 0,5 mg zwei Wochen; stop","0.5 mg tablet quarter; 2 mg tablet",bedtime,'
        '2 mg,Maria Example,"Dr A. Example, 2026-11-20","prescriber, Example Surgery, 01632 960001",ics handoff\n'
        'bed-2,prednisone,2026-12-07,"2 tablets 5d\n1 tablet 5d\n0",5 mg tablet,,,,,,\n'
    )
    Path("plans.csv").write_text(rows)
    done = [tapers("batch", "plans.csv", "-o", out, *ICS) for out in ("one", "two")]

    assert [one.code for one in done] == [0, 0]
    for bed in ("bed-1", "bed-2"):
        assert contents(Path("one", bed)) == contents(Path("two", bed))
    assert set(contents(Path("one/bed-2"))) == {"plan.ics"}
    assert tapers("open", "one/bed-1/handoff.pdf", "-o", "given").code == 0
    plan = read(Path("given/plan.toml").read_bytes())
    assert [(str(step.regimen.doses[0].dose), step.length.longest) for step in plan.steps] == [
        ("1 mg", 14),
        ("0.5 mg", 14),
    ]
    assert (plan.outline.person.name, plan.drugs, plan.first_day) == (
        "Maria Example",
        ("clonazepam",),
        date(2026, 12, 7),
    )
    assert len(plan.outline.products) == 2


@pytest.mark.usefixtures("plans")
def test_every_mistake_of_every_row_with_steps_is_told_at_once() -> None:
    """A missing cell hides no other mistake of its row, and no mistake of another."""
    with pytest.raises(TaperError) as refused:
        listed(
            "plan,name,drug,start,steps,product,before,paper\n"
            ',a,clonazepam,7.12.2026,"1 mg 2w; 0.5 mgg 2w; 0",0.5 mg tablet,1 mgg,a9\n'
            ",b,clonazepam,2026-12-07,1 mg 2w,,,\n"
            "plans/anna.toml,c,clonazepam,2026-12-07,1 mg 2w,0.5 mg tablet,,\n"
            ",,prednisone,2026-12-07,3 mg 1w,5 mg capsule,,\n"
            "plans/bert.toml,,,,,,,\n"
        )

    assert [problem.text().split("\n")[0] for problem in refused.value.problems] == [
        'plans.csv:2, start: "7.12.2026" is not a date',
        'plans.csv:2, steps, step 2: "0.5 mgg" is not a dose: its unit is not known',
        'plans.csv:2, before: "1 mgg" is not what is taken on one day',
        'plans.csv:2, paper: there is no "a9"',
        "plans.csv:3, product: it is missing",
        "plans.csv:4, plan: the row names a plan file and holds steps too",
        "plans.csv:5, name: it is missing",
        "plans.csv:5, step 1, dose: 3 mg of prednisone cannot be made from 5 mg capsule",
    ]


@pytest.mark.usefixtures("plans")
def test_rows_of_one_name_are_told_with_both_lines() -> None:
    """The remedy is the column for names."""
    with pytest.raises(TaperError) as refused:
        listed("plan,name\nplans/anna.toml,\nplans/bert.toml,anna\n")

    assert str(refused.value).startswith('plans.csv:3: the folder "anna" is that of plans.csv:2 too\n')


@pytest.mark.usefixtures("plans")
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", 'plans.csv:1: no column is named "plan" or "steps"'),
        (b"plan,plan\n", "plans.csv:1, plan: two columns have this name"),
        (b'plan\n"plans/anna.toml\n', "the cells cannot be told apart"),
        ("plan\nplans/jürgen.toml\n".encode("latin-1"), "plans.csv:2: the file is not saved as UTF-8"),
    ],
    ids=("empty", "twice", "open", "latin"),
)
def test_what_is_no_table_is_told(data: bytes, said: str) -> None:
    """With the line where it begins."""
    Path("plans.csv").write_bytes(data)
    with pytest.raises(TaperError, match=said.replace("[", "\\[")):
        batch_items([], ["plans.csv"], USUAL)


@dataclass
class StandIn:
    """A crew of no process: a plan that kills takes with it all that wait, as a pool of processes does."""

    hands: int = 2
    gone: bool = False
    kills: bytes = b"kills"
    most: int = 0
    held: deque[tuple["Future[JobResult]", Job]] = field(default_factory=deque)
    lock: AbstractContextManager[bool] = field(default_factory=Lock)

    def submit(self, job: Job) -> "Future[JobResult]":
        """Begin a job."""
        future: Future[JobResult] = Future()
        with self.lock:
            self.held.append((future, job))
            self.most = max(self.most, len(self.held))
        Timer(0.001, self._do).start()
        return future

    def _do(self) -> None:
        with self.lock:
            if self.held and self.kills in self.held[0][1].source:
                while self.held:
                    self.held.popleft()[0].set_exception(BrokenProcessPool())
            elif self.held:
                future, _job = self.held.popleft()
                future.set_result(JobResult("CODE", (File("plan.ics", b"made"),)))


def items_of(count: int, usual: Request) -> tuple[BatchItem, ...]:
    """Return batch_items for so many plan files."""
    return tuple(BatchItem(path.stem, str(path), usual) for path in sorted(Path("plans").iterdir())[:count])


@pytest.fixture
def usual() -> Request:
    """Return what is asked for."""
    return request(USUAL)


@pytest.mark.usefixtures("plans")
def test_a_plan_that_kills_its_worker_is_told_and_the_others_are_made(usual: Request) -> None:
    """What was in work with it is made again one by one, so that only the plan that kills is lost."""
    write(f"p{number:02}" for number in range(20))
    write(["p05", "p13"], "kills")
    results = list(run(items_of(22, usual), StandIn(), Folder(Path("out"))))
    last = {result.item.name: result.outcome for result in results}

    assert {name for name, outcome in last.items() if outcome is Outcome.LOST} == {"p05", "p13"}
    assert Counter(last.values()) == {Outcome.MADE: 20, Outcome.LOST: 2}
    assert Outcome.AGAIN in {result.outcome for result in results}
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(set(last) - {"p05", "p13"})


@pytest.mark.usefixtures("plans")
def test_only_a_few_plans_are_held_at_a_time(usual: Request) -> None:
    """However many there are, the memory stays as it is."""
    write(f"p{number:03}" for number in range(120))
    crew = StandIn()
    results = list(run(items_of(122, usual), crew, Folder(Path("out"))))

    assert Counter(result.outcome for result in results) == {Outcome.MADE: 122}
    assert crew.most <= 2 * crew.hands + Folder(Path()).at_once


@pytest.mark.usefixtures("plans")
def test_where_nothing_can_be_written_the_batch_ends(usual: Request) -> None:
    """After five plans in a row: the disk is full, and the rest would be made for nothing."""

    class Full(Folder):
        def put(self, name: str, files: Sequence[File], manifest: Manifest) -> None:  # noqa: ARG002
            raise TaperError(Problem((), say("{path} is full", path=name), say("Make room.")), exit_code=2)

    write(f"p{number}" for number in range(20))
    results = run(items_of(20, usual), StandIn(), Full(Path("out")))
    begun = list[Outcome]()
    with pytest.raises(TaperError, match="is full"):
        begun += (result.outcome for result in results)


def test_a_bug_in_one_plan_is_reported_without_a_word_of_the_plan(
    tapers: Run, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are made; the exit code is that of a bug."""

    def wrong(plan: Plan, names: Iterable[str], options: Options) -> Iterator[File]:
        if plan.outline.title == "Maria":
            raise ValueError(plan.outline.title)
        return make(plan, names, options)

    monkeypatch.setattr(workers, "make", wrong)
    write(["maria"], f'title = "Maria"\n{PLAN}')
    done = tapers("batch", *map(str, sorted(plans.iterdir())), "-o", "out", *ICS)

    assert done.code == 1
    assert "plans/maria.toml:\nThis is a bug in taperdocs" in done.err
    assert "builtins.ValueError" in done.err
    assert "Maria" not in done.err
    assert "2 made, 1 stopped by a bug" in done.err


@pytest.mark.usefixtures("plans")
def test_a_worker_that_is_killed_from_outside_costs_no_plan(usual: Request) -> None:
    """Real processes: the pool breaks, another takes its place, and every plan is made."""
    write(f"p{number}" for number in range(12))
    outcomes = list[Outcome]()
    with pool(2) as crew:
        for result in run(items_of(12, usual), crew, Folder(Path("out"))):
            outcomes.append(result.outcome)
            if len(outcomes) == 3:
                (worker, *_) = multiprocessing.active_children()
                worker.kill()

    assert Counter(outcomes)[Outcome.MADE] == 12
    assert not multiprocessing.active_children()


def processes_so_far() -> int:
    """Return how many processes Python has made ready here, with one that is made ready for this."""
    return int(multiprocessing.Process().name.rpartition("-")[2])


@pytest.mark.usefixtures("plans")
def test_processes_are_replaced_now_and_then(usual: Request) -> None:
    """What a library of theirs keeps of each plan is given back, and no plan is lost."""
    write(f"p{number}" for number in range(12))
    before = processes_so_far()
    with pool(1, life=6) as crew:
        outcomes = [result.outcome for result in run(items_of(14, usual), crew, Folder(Path("out")))]

    assert outcomes == [Outcome.MADE] * 14
    assert processes_so_far() - before == 1 + 3
    assert not multiprocessing.active_children()


@LINUX
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_batch_that_is_stopped_leaves_whole_folders_and_no_process(
    tapers: Run, plans: Path, how: signal.Signals, code: int
) -> None:
    """By Ctrl-C, which every process of the terminal gets, or by a kill; then --resume makes the rest."""
    write(f"p{number:03}" for number in range(200))
    names = sorted(map(str, plans.iterdir()))
    process = started("batch", *names, "-o", "out", *ICS)
    until(lambda: len(list(Path("out").glob(f"*/{MANIFEST}"))) > 3)
    others = children(process)
    (os.killpg if how is signal.SIGINT else os.kill)(process.pid, how)
    said = process.communicate()[1]
    there = {path.parent.name for path in Path("out").glob(f"*/{MANIFEST}")}

    assert process.returncode == code
    assert len(others) == len(os.sched_getaffinity(0))
    until(lambda: not any(map(alive, others)))
    assert 3 < len(there) < len(names)
    assert {path.name for path in Path("out").iterdir() if list(path.glob("*.ics"))} >= there
    if how is signal.SIGINT:
        assert "Traceback" not in said
        assert int(said.split(" plans: ")[1].split(" made, ")[0]) <= len(there)
    rest = tapers("batch", *names[:20], "-o", "out", *ICS, "--resume")
    assert (rest.code, len(list(Path("out").glob("*/plan.ics"))) >= 20) == (0, True)


def test_a_job_and_what_comes_of_it_travel_between_processes(usual: Request) -> None:
    """A language travels as its code and is read once there, also after it has been used here."""
    usual.options.language.gettext("x")
    job = pickle.loads(pickle.dumps(Job(BROKEN.encode(), usual)))  # noqa: S301  our own
    made = pickle.loads(pickle.dumps(work(job)))  # noqa: S301  our own

    assert job.request.options.language is usual.options.language
    assert [str(one.message) for one in made.problems] == ['"1 mgg" is not a dose: its unit is not known']


def test_how_far_it_has_come_is_said_with_rate_and_time_left() -> None:
    """What was there already says nothing of the speed."""
    counts = Counter({Outcome.MADE: 300, Outcome.KEPT: 500})

    assert line(counts, 1100, 100.0) == "800 of 1100 plans, 3.0 plans/s, about 100 s left"
    assert (
        line(Counter({Outcome.MADE: 1}), 3000, 5.0)
        == "1 of 3000 plans, 12.0 plans/min, about 4 h 10 min left"
    )
    assert line(Counter({Outcome.KEPT: 2}), 3, 5.0) == "2 of 3 plans"
    assert summary(counts, 1100, 100.0) == (
        "1100 plans: 300 made, 500 already there, 300 not begun (100 s, 3.0 plans/s)"
    )
    assert [duration(seconds) for seconds in (40, 900, 7260)] == ["40 s", "15 min", "2 h 1 min"]


def test_progress_is_one_line_where_somebody_watches(
    tapers: Run, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written again and again, and makes room for what has to be told."""
    monkeypatch.setattr(console, "watched", lambda: True)
    write(["broken"], BROKEN)
    done = tapers("batch", *map(str, sorted(plans.iterdir())), "-o", "out", *ICS)
    *shown, end = done.err.replace("\n", "\r\n").split("\r")

    assert any(part.startswith("1 of 3 plans") for part in shown)
    assert any(part.startswith("3 of 3 plans, ") and part.rstrip().endswith("0 s left") for part in shown)
    assert "3 plans: 2 made, 1 with problems" in done.err
    assert end == "\n"
