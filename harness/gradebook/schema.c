/* schema.c - the gradebook's tables.
 *
 * Text only; sqlite keeps the comments, so `.schema` in its shell shows them
 * too.  `grades` and `speedups` are views made for people:
 *
 *   sqlite3 out/gradebook.db "SELECT * FROM grades WHERE verdict <> 'correct'"
 *
 * A change of any table or column needs a new GRADEBOOK_SCHEMA.  A new column has a DEFAULT
 * or may be NULL, for rows of older gradebooks (migrate.c, which also has the former names
 * of tables and columns).
 */
#include "rows.h"

/* Conventions: times in seconds; `verdict` as in results and style sheets ("wrong-answer");
 * `mode` is serial, fork, threads, openmp or mpi; NULL in a REAL column: no number.
 * Deleting a submission deletes all its rows; parlab never does that: replaced and removed
 * results stay. */
// clang-format off
const char gradebook_schema[] =
	"CREATE TABLE about (\n"
	"  key   TEXT PRIMARY KEY,               -- 'parlab': the version that made this file\n"
	"  value TEXT NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE submission (\n"
	"  id          INTEGER PRIMARY KEY,\n"
	"  student     TEXT NOT NULL,            -- the folder's name\n"
	"  exercise    TEXT NOT NULL,            -- the exercise's folder name\n"
	"  title       TEXT NOT NULL,            -- of the exercise\n"
	"  fingerprint TEXT NOT NULL,            -- of all that the evidence hangs on: files handed in, exercise, machine\n"
	"  scale       TEXT NOT NULL DEFAULT '', -- of what points are given by: points, bands, questions and their answers\n"
	"  name        TEXT NOT NULL DEFAULT '', -- of the student, from the roster or the platform\n"
	"  section     TEXT NOT NULL DEFAULT '', -- of the class, from the roster\n"
	"  handed_in   INTEGER NOT NULL DEFAULT 0, -- seconds since 1970; 0: not known\n"
	"  work        TEXT NOT NULL DEFAULT '', -- where the files were that were graded\n"
	"  graded_at   INTEGER NOT NULL,         -- seconds since 1970; datetime(graded_at, 'unixepoch')\n"
	"  retimed     INTEGER NOT NULL DEFAULT 0, -- how often a later run has gone on timing it\n"
	"  host        TEXT NOT NULL,            -- processor, usable CPUs, isolation, compiler\n"
	"  doctor      TEXT NOT NULL DEFAULT '', -- how fit that host was to time: `parlab doctor` in one line\n"
	"  marks       TEXT NOT NULL,            -- '' or what taints the result\n"
	"  fault       TEXT,                     -- NULL, or why the grader failed: then this is incomplete\n"
	"  verdict     TEXT NOT NULL,            -- the headline\n"
	"  points      REAL NOT NULL,            -- earned\n"
	"  max_points  REAL NOT NULL,            -- the exercise's whole, for everybody\n"
	"  pending     REAL NOT NULL,            -- of it: wait for another machine, another run or a person\n"
	"  replaced_at INTEGER,                  -- NULL: the current result; else since when it is not\n"
	"  replaced_why TEXT,                    -- 'submission changed', '--again', 'removed: ...', ...\n"
	"  replaced_by INTEGER REFERENCES submission (id) -- NULL: current, or removed\n"
	") STRICT;\n"
	"CREATE UNIQUE INDEX current ON submission (student, exercise) WHERE replaced_at IS NULL;\n"
	"CREATE INDEX replaced ON submission (student, exercise, id);\n"
#define CHILD \
	"  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,\n" \
	"  number     INTEGER NOT NULL,          -- the order in which it was found, from 1\n"
#define CHILD_END "  PRIMARY KEY (submission, number)\n) STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE finding (\n" CHILD         /* one thing that was judged: a case, a sanitizer's run */
	"  stage     TEXT NOT NULL,              -- collect, build, check, sanitize, census, robust, measure\n"
	"  mode      TEXT NOT NULL,              -- 'serial' too where a mode does not apply (collect, build)\n"
	"  verdict   TEXT NOT NULL,\n"
	"  workers   INTEGER NOT NULL,           -- 0: does not apply\n"
	"  case_name TEXT,                       -- NULL: does not apply\n"
	"  message   TEXT,                       -- what happened; NULL if correct\n"
	"  detail    TEXT,                       -- the compiler's or sanitizer's words\n"
	"  hint      TEXT,                       -- what to try\n"
	"  again     TEXT,                       -- the command that reproduces it\n" CHILD_END
	"CREATE TABLE census (\n" CHILD          /* who ran, seen from outside */
	"  mode           TEXT NOT NULL,\n"
	"  workers        INTEGER NOT NULL,      -- asked for\n"
	"  processes      INTEGER NOT NULL,      -- created, without the first\n"
	"  threads        INTEGER NOT NULL,      -- created, without each process's first\n"
	"  most_processes INTEGER NOT NULL,      -- alive at one moment\n"
	"  most_threads   INTEGER NOT NULL,      -- alive at one moment in one process\n"
	"  working        INTEGER NOT NULL,      -- shared the CPU time fairly, with lives that overlapped\n"
	"  cpu_s          REAL,                  -- of all of them\n" CHILD_END
	"CREATE TABLE sample (\n" CHILD          /* one timed repetition, raw */
	"  series     INTEGER NOT NULL DEFAULT 1, -- from 1; see there\n"
	"  round      INTEGER NOT NULL,          -- from 1 through all series; its arms had the same input\n"
	"  position   INTEGER NOT NULL,          -- place in the round's order, from 1\n"
	"  arm        TEXT NOT NULL,             -- reference, student, canary\n"
	"  mode       TEXT NOT NULL,             -- serial for the baseline and the canary\n"
	"  workers    INTEGER NOT NULL,\n"
	"  seconds    REAL,                      -- GO to DONE by parlab's clock; NULL: there was no DONE\n"
	"  cpu_s      REAL,                      -- CPU time in that span\n"
	"  idle_cpu_s REAL,                      -- CPU time before GO, outside the clock: loading, constructors\n"
	"  right      INTEGER NOT NULL,          -- 1: its answer was judged right\n"
	"  foreign_cpu_s REAL DEFAULT 0,         -- CPU time that neither the timed program nor parlab used\n"
	"  steal_s    REAL,                      -- stolen from this machine in the span\n"
	"  pressure_s REAL,                      -- time that something waited for a CPU in the span\n"
	"  throttled_s REAL DEFAULT 0,           -- a quota stopped this process's control groups for so long\n"
	"  delay_s    REAL DEFAULT 0,            -- canary: ready to run, but waiting for a CPU\n"
	"  switches   INTEGER NOT NULL,          -- canary: involuntary context switches; 0: unknown\n"
	"  slowdown   REAL DEFAULT 0,            -- of the machine beside the call, 1 being usual; 0: not looked for\n"
	"  mhz        REAL DEFAULT 0,            -- the lowest clock of a usable CPU just before and after; 0: no telling\n"
	"  seed       INTEGER NOT NULL,          -- of the round's input\n"
	"  dropped    INTEGER NOT NULL,          -- 1: not used, on a sensor's evidence\n"
	CHILD_END
#define INTERVAL(name, pad) \
	"  " name "      " pad " REAL,           -- median over the rounds\n" \
	"  " name "_low  " pad " REAL,           -- ends of its 99% interval\n" \
	"  " name "_high " pad " REAL,\n"
	"CREATE TABLE speed (\n" CHILD           /* what the samples say */
	"  mode               TEXT NOT NULL,\n"
	"  workers            INTEGER NOT NULL,\n"
	"  rounds             INTEGER NOT NULL,  -- used\n"
	"  dropped            INTEGER NOT NULL,  -- rounds dropped on a sensor's evidence\n"
	"  reference_serial_s REAL,              -- medians of the times\n"
	"  reference_s        REAL,\n"
	"  student_s          REAL,\n"
	INTERVAL("reference", "")                /* speedups over the reference's serial time ... */
	INTERVAL("student", "  ")
	INTERVAL("canary", "   ")                /* ... and the machine's own, over one worker */
	INTERVAL("gain", "     ")                /* (student - 1) / (reference - 1), round by round */
	"  at_least           REAL,              -- the gain that is supported, for which points are given\n"
	"  at_most            REAL,              -- the largest that is not excluded; points up to it are pending\n"
	"  graded             INTEGER NOT NULL,  -- 1: this worker count is the one that is graded\n"
	"  verdict            TEXT NOT NULL,\n"
	"  reason             TEXT,\n" CHILD_END
	"CREATE TABLE part (\n" CHILD            /* points, each with its reason */
	"  kind    TEXT NOT NULL,                -- correct, clean, robust, speed, question, late, adjusted\n"
	"  mode    TEXT NOT NULL,\n"
	"  name    TEXT,                         -- the question's\n"
	"  points  REAL NOT NULL,                -- earned\n"
	"  max_points REAL NOT NULL,             -- could be earned, whatever is pending\n"
	"  pending REAL NOT NULL,                -- of these, not earned yet and not lost\n"
	"  verdict TEXT NOT NULL,\n"
	"  reason  TEXT,\n" CHILD_END
	"CREATE TABLE chart (\n" CHILD           /* what the exercise's own charts are drawn from */
	"  name    TEXT NOT NULL,                -- the script that draws it: assignments/EXERCISE/NAME.gp\n"
	"  title   TEXT NOT NULL,                -- the caption\n"
	"  tsv     TEXT,                         -- TSV with a header line; NULL: there are none\n"
	"  problem TEXT,                         -- why there are none, or not all; NULL: nothing to say\n" CHILD_END
	"CREATE TABLE series (\n" CHILD          /* a stretch of rounds with fresh boxes and a fresh seed */
	"  series     INTEGER NOT NULL,          -- from 1\n"
	"  seed       INTEGER NOT NULL,          -- the order of arms and the rounds' seeds follow from it\n"
	"  started_at INTEGER NOT NULL,\n"
	"  rounds     INTEGER NOT NULL,          -- that were run\n"
	"  dropped    INTEGER NOT NULL,          -- of these, on a sensor's evidence\n"
	"  ended      TEXT,                      -- why\n" CHILD_END
	"CREATE TABLE rule (\n" CHILD            /* what the points were given by: the manifest's lines */
	"  kind     TEXT NOT NULL,               -- mode, band, question, not-timed, open-method, late, mark\n"
	"  mode     TEXT NOT NULL,\n"
	"  correct  REAL,                        -- mode: points\n"
	"  clean    REAL,\n"
	"  robust   REAL DEFAULT 0,\n"
	"  speed    REAL,\n"
	"  gain     REAL,                        -- band: at least this gain ...\n"
	"  share    REAL,                        -- ... earns this share of the speed points\n"
	"  name     TEXT,                        -- question, mark\n"
	"  points   REAL,\n"
	"  answered INTEGER NOT NULL,\n"
	"  text     TEXT,                        -- late: how late; mark: why\n" CHILD_END
	"CREATE TABLE answer (\n" CHILD           /* to a question, for the person who marks it */
	"  name    TEXT NOT NULL,                -- the question's\n"
	"  text    TEXT NOT NULL,\n" CHILD_END
	"CREATE TABLE mark (\n"                   /* what a person gave; it outlives every result */
	"  id          INTEGER PRIMARY KEY,\n"
	"  student     TEXT NOT NULL,\n"
	"  exercise    TEXT NOT NULL,\n"
	"  part        TEXT NOT NULL,            -- a question's name, MODE.KIND as in fork.speed, or 'adjust'\n"
	"  points      REAL NOT NULL,            -- for the part; of 'adjust': to be added\n"
	"  comment     TEXT NOT NULL,            -- why, for the student\n"
	"  answer      TEXT NOT NULL DEFAULT '', -- of a question: which answer was marked (SHA-256)\n"
	"  marked_by   TEXT NOT NULL,            -- an account on the machine\n"
	"  marked_at   INTEGER NOT NULL,\n"
	"  replaced_at INTEGER                   -- NULL: it holds; else since when it does not\n"
	") STRICT;\n"
	"CREATE UNIQUE INDEX current_mark ON mark (student, exercise, part) WHERE replaced_at IS NULL;\n"
	"CREATE VIEW grades AS SELECT student, exercise, points, max_points, pending,\n"
	"  iif(fault IS NULL, verdict, 'grader-error') AS verdict,\n"
	"  datetime(graded_at, 'unixepoch') AS graded\n"
	"  FROM submission WHERE replaced_at IS NULL ORDER BY student, exercise;\n"
	"CREATE VIEW history AS SELECT w.student, w.exercise, datetime(w.replaced_at, 'unixepoch') AS replaced,\n"
	"  w.replaced_why AS why, w.points AS was, iif(w.fault IS NULL, w.verdict, 'grader-error') AS was_verdict,\n"
	"  b.points AS became, iif(b.fault IS NULL, b.verdict, 'grader-error') AS became_verdict, w.id\n"
	"  FROM submission AS w LEFT JOIN submission AS b ON b.id = w.replaced_by\n"
	"  WHERE w.replaced_at IS NOT NULL ORDER BY w.student, w.exercise, w.id;\n"
	"CREATE VIEW speedups AS SELECT s.student, s.exercise, v.mode, v.workers, v.rounds, v.dropped,\n"
	"  round(v.student, 2) AS speedup, round(v.student_low, 2) AS low,\n"
	"  round(v.student_high, 2) AS high,\n"
	"  round(v.reference, 2) AS reference, round(v.gain, 2) AS gain, round(v.gain_low, 2) AS gain_low,\n"
	"  round(v.gain_high, 2) AS gain_high, v.verdict\n"
	"  FROM speed AS v JOIN submission AS s ON s.id = v.submission WHERE s.replaced_at IS NULL\n"
	"  ORDER BY s.student, s.exercise, v.number;\n"
	"INSERT INTO about VALUES ('parlab', '" PARLAB_VERSION "');\n"
	"PRAGMA application_id = 0x704c6231;\n"    /* "pLb1", for file(1) */
	"PRAGMA user_version = 9;\n";
// clang-format on
_Static_assert(GRADEBOOK_SCHEMA == 9, "the last line of the schema says its version");
