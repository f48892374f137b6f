-- A small gradebook as parlab wrote it with schema 3; its tables are that version's own.
BEGIN TRANSACTION;
CREATE TABLE about (
  key   TEXT PRIMARY KEY,               -- 'parlab': the version that made this file
  value TEXT NOT NULL
) STRICT;
INSERT INTO "about" VALUES('parlab','1');
CREATE TABLE census (
  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,          -- the order in which it was found, from 1
  mode           TEXT NOT NULL,
  workers        INTEGER NOT NULL,      -- asked for
  processes      INTEGER NOT NULL,      -- created, without the first
  threads        INTEGER NOT NULL,      -- created, without each process's first
  most_processes INTEGER NOT NULL,      -- alive at one moment
  most_threads   INTEGER NOT NULL,      -- alive at one moment in one process
  working        INTEGER NOT NULL,      -- shared the CPU time fairly, with lives that overlapped
  cpu_s          REAL,                  -- of all of them
  PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "census" VALUES(1,1,'fork',3,3,0,4,1,3,0.25);
INSERT INTO "census" VALUES(2,1,'fork',3,3,0,4,1,3,0.25);
CREATE TABLE chart (
  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,          -- the order in which it was found, from 1
  name    TEXT NOT NULL,                -- the script that draws it: assignments/EXERCISE/NAME.gp
  title   TEXT NOT NULL,                -- the caption
  tsv     TEXT,                         -- TSV with a header line; NULL: there are none
  problem TEXT,                         -- why there are none, or not all; NULL: nothing to say
  PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "chart" VALUES(1,1,'sizes','Time against size','mode	size	seconds
serial	100	0.001
',NULL);
INSERT INTO "chart" VALUES(2,1,'sizes','Time against size','mode	size	seconds
serial	100	0.001
',NULL);
CREATE TABLE finding (
  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,          -- the order in which it was found, from 1
  stage     TEXT NOT NULL,              -- stage, build, check, sanitize, census, measure
  mode      TEXT NOT NULL,              -- 'serial' too where a mode does not apply (stage, build)
  verdict   TEXT NOT NULL,
  workers   INTEGER NOT NULL,           -- 0: does not apply
  case_name TEXT,                       -- NULL: does not apply
  message   TEXT,                       -- what happened; NULL if correct
  detail    TEXT,                       -- the compiler's or sanitizer's words
  hint      TEXT,                       -- what to try
  again     TEXT,                       -- the command that reproduces it
  PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "finding" VALUES(1,1,'check','serial','correct',1,'smallest',NULL,NULL,NULL,NULL);
INSERT INTO "finding" VALUES(1,2,'check','fork','correct',3,'smallest',NULL,NULL,NULL,NULL);
INSERT INTO "finding" VALUES(1,3,'check','threads','correct',3,'smallest',NULL,NULL,NULL,NULL);
INSERT INTO "finding" VALUES(2,1,'check','serial','correct',1,'smallest',NULL,NULL,NULL,NULL);
INSERT INTO "finding" VALUES(2,2,'check','fork','correct',3,'smallest',NULL,NULL,NULL,NULL);
INSERT INTO "finding" VALUES(2,3,'check','threads','wrong-answer',3,'smallest','For 2..1000 with 3 workers: expected 508, got 506',NULL,'Are chunks missing at the end?','parlab check factorization --mode threads --case 1');
CREATE TABLE part (
  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,          -- the order in which it was found, from 1
  kind    TEXT NOT NULL,                -- correct, clean, speed, question
  mode    TEXT NOT NULL,
  name    TEXT,                         -- the question's
  points  REAL NOT NULL,                -- earned
  most    REAL NOT NULL,                -- could be earned here
  pending REAL NOT NULL,
  verdict TEXT NOT NULL,
  reason  TEXT,
  PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "part" VALUES(1,1,'correct','serial',NULL,5.0,5.0,0.0,'correct','serial: as it was found');
INSERT INTO "part" VALUES(1,2,'correct','fork',NULL,6.0,6.0,0.0,'correct','fork: as it was found');
INSERT INTO "part" VALUES(1,3,'speed','fork',NULL,6.0,7.0,0.0,'correct','fork: as it was found');
INSERT INTO "part" VALUES(1,4,'question','serial','why-dynamic',0.0,0.0,2.0,'inconclusive','serial: as it was found');
INSERT INTO "part" VALUES(2,1,'correct','serial',NULL,5.0,5.0,0.0,'correct','serial: as it was found');
INSERT INTO "part" VALUES(2,2,'correct','fork',NULL,0.0,7.0,0.0,'wrong-answer','fork: as it was found');
INSERT INTO "part" VALUES(2,3,'speed','threads',NULL,0.0,0.0,6.0,'inconclusive','threads: as it was found');
INSERT INTO "part" VALUES(2,4,'question','serial','why-dynamic',0.0,0.0,2.0,'inconclusive','serial: as it was found');
CREATE TABLE rule (
  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,          -- the order in which it was found, from 1
  kind     TEXT NOT NULL,               -- mode, band, question, not-timed
  mode     TEXT NOT NULL,
  correct  REAL,                        -- mode: points
  clean    REAL,
  speed    REAL,
  gain     REAL,                        -- band: at least this gain ...
  share    REAL,                        -- ... earns this share of the speed points
  name     TEXT,                        -- question
  points   REAL,
  answered INTEGER NOT NULL,
  PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "rule" VALUES(1,1,'mode','serial',5.0,0.0,0.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "rule" VALUES(1,2,'mode','fork',6.0,0.0,7.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "rule" VALUES(1,3,'band','serial',NULL,NULL,NULL,0.8,1.0,NULL,NULL,0);
INSERT INTO "rule" VALUES(1,4,'question','serial',NULL,NULL,NULL,NULL,NULL,'why-dynamic',2.0,1);
INSERT INTO "rule" VALUES(2,1,'mode','serial',5.0,0.0,0.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "rule" VALUES(2,2,'mode','fork',6.0,0.0,7.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "rule" VALUES(2,3,'band','serial',NULL,NULL,NULL,0.8,1.0,NULL,NULL,0);
INSERT INTO "rule" VALUES(2,4,'question','serial',NULL,NULL,NULL,NULL,NULL,'why-dynamic',2.0,1);
CREATE TABLE sample (
  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,          -- the order in which it was found, from 1
  sitting    INTEGER NOT NULL,          -- from 1; see there
  round      INTEGER NOT NULL,          -- from 1 through all sittings; its arms had the same input
  position   INTEGER NOT NULL,          -- place in the round's order, from 1
  arm        TEXT NOT NULL,             -- reference, student, canary
  mode       TEXT NOT NULL,             -- serial for the baseline and the canary
  workers    INTEGER NOT NULL,
  seconds    REAL,                      -- GO to DONE by parlab's clock
  cpu_s      REAL,                      -- CPU time in that span
  idle_cpu_s REAL,                      -- CPU time outside the clock, since the call before
  right      INTEGER NOT NULL,          -- 1: its answer was judged right
  foreign_cpu_s REAL,                   -- CPU time that neither the timed program nor parlab used
  steal_s    REAL,                      -- stolen from this machine in the span
  pressure_s REAL,                      -- time that something waited for a CPU in the span
  throttled_s REAL,                     -- a quota stopped this process's control groups for so long
  delay_s    REAL,                      -- canary: ready to run, but waiting for a CPU
  switches   INTEGER NOT NULL,          -- canary: involuntary context switches; 0: unknown
  slowdown   REAL,                      -- of the machine beside the call, 1 being usual; 0: not looked for
  seed       INTEGER NOT NULL,          -- of the round's input
  dropped    INTEGER NOT NULL,          -- 1: not used, on a sensor's evidence
  PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "sample" VALUES(1,1,1,1,1,'reference','serial',1,1.01,1.01,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(1,2,1,1,2,'reference','fork',2,0.5151,1.0302,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(1,3,1,1,3,'student','fork',2,0.5353,1.0706,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(1,4,1,1,4,'canary','serial',1,0.0606,0.0606,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(1,5,1,1,5,'canary','serial',2,0.030502,0.061004,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(1,6,1,2,1,'reference','serial',1,1.02,1.02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(1,7,1,2,2,'reference','fork',2,0.5202,1.0404,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(1,8,1,2,3,'student','fork',2,5.40600000000000080468e-01,1.08120000000000016093e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(1,9,1,2,4,'canary','serial',1,0.0612,0.0612,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(1,10,1,2,5,'canary','serial',2,0.030804,0.061608,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(1,11,1,3,1,'reference','serial',1,1.03,1.03,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(1,12,1,3,2,'reference','fork',2,0.5253,1.0506,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(1,13,1,3,3,'student','fork',2,0.5459,1.0918,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(1,14,1,3,4,'canary','serial',1,0.0618,0.0618,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(1,15,1,3,5,'canary','serial',2,0.031106,0.062212,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(1,16,1,4,1,'reference','serial',1,1.04,1.04,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(1,17,1,4,2,'reference','fork',2,0.5304,1.0608,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(1,18,1,4,3,'student','fork',2,0.5512,1.1024,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(1,19,1,4,4,'canary','serial',1,0.0624,0.0624,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(1,20,1,4,5,'canary','serial',2,3.14080000000000053583e-02,6.28160000000000107167e-02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(1,21,1,5,1,'reference','serial',1,1.05,1.05,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(1,22,1,5,2,'reference','fork',2,5.35500000000000087041e-01,1.07100000000000017408e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(1,23,1,5,3,'student','fork',2,5.56500000000000105693e-01,1.11300000000000021138e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(1,24,1,5,4,'canary','serial',1,0.063,0.063,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(1,25,1,5,5,'canary','serial',2,0.03171,0.06342,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(1,26,1,6,1,'reference','serial',1,1.06,1.06,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(1,27,1,6,2,'reference','fork',2,5.40600000000000080468e-01,1.08120000000000016093e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(1,28,1,6,3,'student','fork',2,5.61800000000000077093e-01,1.12360000000000015418e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(1,29,1,6,4,'canary','serial',1,0.0636,0.0636,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(1,30,1,6,5,'canary','serial',2,3.20120000000000057283e-02,6.40240000000000114566e-02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(1,31,1,7,1,'reference','serial',1,1.07,1.07,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(1,32,1,7,2,'reference','fork',2,5.45700000000000073896e-01,1.09140000000000014779e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(1,33,1,7,3,'student','fork',2,0.5671,1.1342,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(1,34,1,7,4,'canary','serial',1,6.4200000000000007061e-02,6.4200000000000007061e-02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(1,35,1,7,5,'canary','serial',2,0.032314,0.064628,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(1,36,1,8,1,'reference','serial',1,1.08,1.08,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(1,37,1,8,2,'reference','fork',2,5.50800000000000067323e-01,1.10160000000000013464e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(1,38,1,8,3,'student','fork',2,0.5724,1.1448,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(1,39,1,8,4,'canary','serial',1,0.0648,0.0648,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(1,40,1,8,5,'canary','serial',2,3.26160000000000060982e-02,6.52320000000000121964e-02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(1,41,1,9,1,'reference','serial',1,1.09,1.09,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(1,42,1,9,2,'reference','fork',2,5.55900000000000060751e-01,1.1118000000000001215e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(1,43,1,9,3,'student','fork',2,5.77700000000000102318e-01,1.15540000000000020463e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(1,44,1,9,4,'canary','serial',1,0.0654,0.0654,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(1,45,1,9,5,'canary','serial',2,0.032918,0.065836,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(2,1,1,1,1,'reference','serial',1,1.01,1.01,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(2,2,1,1,2,'reference','fork',2,0.5151,1.0302,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(2,3,1,1,3,'student','fork',2,0.9898,1.9796,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(2,4,1,1,4,'canary','serial',1,0.0606,0.0606,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(2,5,1,1,5,'canary','serial',2,0.030502,0.061004,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775001,0);
INSERT INTO "sample" VALUES(2,6,1,2,1,'reference','serial',1,1.02,1.02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(2,7,1,2,2,'reference','fork',2,0.5202,1.0404,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(2,8,1,2,3,'student','fork',2,0.9996,1.9992,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(2,9,1,2,4,'canary','serial',1,0.0612,0.0612,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(2,10,1,2,5,'canary','serial',2,0.030804,0.061608,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775002,0);
INSERT INTO "sample" VALUES(2,11,1,3,1,'reference','serial',1,1.03,1.03,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(2,12,1,3,2,'reference','fork',2,0.5253,1.0506,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(2,13,1,3,3,'student','fork',2,1.0094,2.0188,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(2,14,1,3,4,'canary','serial',1,0.0618,0.0618,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(2,15,1,3,5,'canary','serial',2,0.031106,0.062212,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775003,0);
INSERT INTO "sample" VALUES(2,16,1,4,1,'reference','serial',1,1.04,1.04,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(2,17,1,4,2,'reference','fork',2,0.5304,1.0608,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(2,18,1,4,3,'student','fork',2,1.0192,2.0384,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(2,19,1,4,4,'canary','serial',1,0.0624,0.0624,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(2,20,1,4,5,'canary','serial',2,3.14080000000000053583e-02,6.28160000000000107167e-02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775004,0);
INSERT INTO "sample" VALUES(2,21,1,5,1,'reference','serial',1,1.05,1.05,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(2,22,1,5,2,'reference','fork',2,5.35500000000000087041e-01,1.07100000000000017408e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(2,23,1,5,3,'student','fork',2,1.029,2.058,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(2,24,1,5,4,'canary','serial',1,0.063,0.063,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(2,25,1,5,5,'canary','serial',2,0.03171,0.06342,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775005,0);
INSERT INTO "sample" VALUES(2,26,1,6,1,'reference','serial',1,1.06,1.06,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(2,27,1,6,2,'reference','fork',2,5.40600000000000080468e-01,1.08120000000000016093e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(2,28,1,6,3,'student','fork',2,1.0388,2.0776,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(2,29,1,6,4,'canary','serial',1,0.0636,0.0636,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(2,30,1,6,5,'canary','serial',2,3.20120000000000057283e-02,6.40240000000000114566e-02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775006,0);
INSERT INTO "sample" VALUES(2,31,1,7,1,'reference','serial',1,1.07,1.07,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(2,32,1,7,2,'reference','fork',2,5.45700000000000073896e-01,1.09140000000000014779e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(2,33,1,7,3,'student','fork',2,1.0486,2.0972,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(2,34,1,7,4,'canary','serial',1,6.4200000000000007061e-02,6.4200000000000007061e-02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(2,35,1,7,5,'canary','serial',2,0.032314,0.064628,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775007,0);
INSERT INTO "sample" VALUES(2,36,1,8,1,'reference','serial',1,1.08,1.08,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(2,37,1,8,2,'reference','fork',2,5.50800000000000067323e-01,1.10160000000000013464e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(2,38,1,8,3,'student','fork',2,1.0584,2.1168,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(2,39,1,8,4,'canary','serial',1,0.0648,0.0648,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(2,40,1,8,5,'canary','serial',2,3.26160000000000060982e-02,6.52320000000000121964e-02,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775008,0);
INSERT INTO "sample" VALUES(2,41,1,9,1,'reference','serial',1,1.09,1.09,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(2,42,1,9,2,'reference','fork',2,5.55900000000000060751e-01,1.1118000000000001215e+00,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(2,43,1,9,3,'student','fork',2,1.0682,2.1364,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(2,44,1,9,4,'canary','serial',1,0.0654,0.0654,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
INSERT INTO "sample" VALUES(2,45,1,9,5,'canary','serial',2,0.032918,0.065836,0.001,1,0.004,0.002,0.003,0.0,0.0,7,1.01,9223372036854775009,0);
CREATE TABLE sitting (
  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,          -- the order in which it was found, from 1
  sitting    INTEGER NOT NULL,          -- from 1
  seed       INTEGER NOT NULL,          -- the order of arms and the rounds' seeds follow from it
  started_at INTEGER NOT NULL,
  rounds     INTEGER NOT NULL,          -- that were run
  dropped    INTEGER NOT NULL,          -- of these, on a sensor's evidence
  ended      TEXT,                      -- why
  PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "sitting" VALUES(1,1,1,77,1716200000,9,0,'decided');
INSERT INTO "sitting" VALUES(2,1,1,77,1716200000,9,0,'decided');
CREATE TABLE speed (
  submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,          -- the order in which it was found, from 1
  mode               TEXT NOT NULL,
  workers            INTEGER NOT NULL,
  rounds             INTEGER NOT NULL,  -- used
  dropped            INTEGER NOT NULL,  -- rounds dropped on a sensor's evidence
  reference_serial_s REAL,              -- medians of the times
  reference_s        REAL,
  student_s          REAL,
  reference       REAL,           -- median over the rounds
  reference_low   REAL,           -- ends of its 99% interval
  reference_high  REAL,
  student         REAL,           -- median over the rounds
  student_low     REAL,           -- ends of its 99% interval
  student_high    REAL,
  canary          REAL,           -- median over the rounds
  canary_low      REAL,           -- ends of its 99% interval
  canary_high     REAL,
  gain            REAL,           -- median over the rounds
  gain_low        REAL,           -- ends of its 99% interval
  gain_high       REAL,
  graded             INTEGER NOT NULL,  -- 1: this worker count is the one that is graded
  verdict            TEXT NOT NULL,
  reason             TEXT,
  PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "speed" VALUES(1,1,'fork',2,9,0,1.05,0.535,0.556,1.96,1.95,1.97,1.89,1.87,1.91,1.99,1.98,2.0,0.93,0.91,0.95,1,'correct','the gain is 0.93 [0.91, 0.95]');
INSERT INTO "speed" VALUES(2,1,'fork',2,9,0,1.05,0.535,0.556,1.96,1.95,1.97,1.89,1.87,1.91,1.99,1.98,2.0,0.02,0.01,0.03,1,'slow','the gain is 0.93 [0.91, 0.95]');
CREATE TABLE submission (
  id          INTEGER PRIMARY KEY,
  student     TEXT NOT NULL,            -- the folder's name
  exercise    TEXT NOT NULL,            -- the exercise's folder name
  title       TEXT NOT NULL,            -- of the exercise
  fingerprint TEXT NOT NULL,            -- of all that went in; the same: nothing to do again
  graded_at   INTEGER NOT NULL,         -- seconds since 1970; datetime(graded_at, 'unixepoch')
  host        TEXT NOT NULL,            -- processor, usable CPUs, isolation, compiler
  doctor      TEXT NOT NULL,            -- how fit that host was to time: `parlab doctor` in one line
  marks       TEXT NOT NULL,            -- '' or what taints the result
  fault       TEXT,                     -- NULL, or why the grader failed: then this is incomplete
  verdict     TEXT NOT NULL,            -- the headline
  points      REAL NOT NULL,            -- earned
  max_points  REAL NOT NULL,            -- could be earned on that machine
  pending     REAL NOT NULL,            -- wait for another machine, another run or a person
  UNIQUE (student, exercise)
) STRICT;
INSERT INTO "submission" VALUES(1,'clean','factorization','Counting distinct prime factors','0000000000000000000000000000000000000000000000000000000000000abc',1716200060,'Intel(R) Xeon(R), 2 usable CPUs (cores), bubblewrap, gcc 12.2.0','fit; CPUs: 2 usable','',NULL,'correct',17.0,18.0,2.0);
INSERT INTO "submission" VALUES(2,'mistaken','factorization','Counting distinct prime factors','0000000000000000000000000000000000000000000000000000000000001578',1716200120,'Intel(R) Xeon(R), 2 usable CPUs (cores), bubblewrap, gcc 12.2.0','fit; CPUs: 2 usable','',NULL,'wrong-answer',5.0,12.0,8.0);
INSERT INTO "submission" VALUES(3,'unlucky','factorization','Counting distinct prime factors','0000000000000000000000000000000000000000000000000000000000002034',1716200180,'Intel(R) Xeon(R), 2 usable CPUs (cores), bubblewrap, gcc 12.2.0','fit; CPUs: 2 usable','','measure: the machine was not free for an hour','correct',0.0,0.0,0.0);
CREATE VIEW grades AS SELECT student, exercise, points, max_points, pending,
  iif(fault IS NULL, verdict, 'grader-error') AS verdict,
  datetime(graded_at, 'unixepoch') AS graded
  FROM submission ORDER BY student, exercise;
CREATE VIEW speedups AS SELECT s.student, s.exercise, v.mode, v.workers, v.rounds, v.dropped,
  round(v.student, 2) AS speedup, round(v.student_low, 2) AS low,
  round(v.student_high, 2) AS high,
  round(v.reference, 2) AS reference, round(v.gain, 2) AS gain, round(v.gain_low, 2) AS gain_low,
  round(v.gain_high, 2) AS gain_high, v.verdict
  FROM speed AS v JOIN submission AS s ON s.id = v.submission
  ORDER BY s.student, s.exercise, v.number;
COMMIT;
PRAGMA application_id = 0x704c6231;
PRAGMA user_version = 3;
