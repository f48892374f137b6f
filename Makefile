# Build, test and run parlab.  `make help` lists the targets; plain `make` builds everything.
#
# Sources, tests and exercises are found with wildcards: a new file in a folder of harness/, a
# new tests/unit/test_*.c or a new exercise needs no entry here.  All output goes below build/,
# with SANITIZE=... to a separate folder there.  Nothing else is written, except OUT.
#
# pkg-config may be missing when this file is read (`make deps` installs it), so variables
# that use it are expanded in recipes only.

ifeq ($(origin CC),default)
CC := gcc
endif
CLANG       ?= clang
CFLAGS      ?= -O2 -g
SUBMISSIONS ?= tests/class
OUT         ?= out
SANITIZE    ?=
SECONDS     ?= 60

comma := ,
BUILD := build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))

# --- flags -------------------------------------------------------------------

ifeq ($(CI),true)
WERROR := 1
endif
STANDARD       := -std=c17 -D_GNU_SOURCE -pthread
WARNINGS       := -Wall -Wextra $(if $(WERROR),-Werror)
SANITIZE_FLAGS := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
DEPENDENCIES   := -MMD -MP

MODULES := yaml-0.1 libseccomp sqlite3 jansson hwloc gsl libmd
# Asked once, at the first use.
MODULE_CFLAGS = $(eval MODULE_CFLAGS := $$(shell pkg-config --cflags $(MODULES)))$(MODULE_CFLAGS)
MODULE_LIBS   = $(eval MODULE_LIBS := $$(shell pkg-config --libs $(MODULES)))$(MODULE_LIBS)

HARNESS_FLAGS := $(STANDARD) $(WARNINGS) $(CFLAGS) $(SANITIZE_FLAGS) -Iharness
ORACLE_FLAGS  := $(STANDARD) $(WARNINGS) -O2 -g -fopenmp-simd $(SANITIZE_FLAGS) -Iharness/judge -Iharness/kit
COURSE_FLAGS  := $(STANDARD) $(WARNINGS) -g -fopenmp -Iharness/kit
# float-cast-overflow is not part of "undefined", but hostile doubles cause it.
FUZZ_FLAGS    := $(STANDARD) $(WARNINGS) -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all \
	-fsanitize=fuzzer,address,undefined,float-cast-overflow -Iharness -Iharness/kit -Iharness/judge

# Three builds of the kit, one for each build of the students' code.
KIT_plain   = $(CC) $(STANDARD) $(WARNINGS) -O2 -g
KIT_address = $(CC) $(STANDARD) $(WARNINGS) -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined
KIT_thread  = $(CC) $(STANDARD) $(WARNINGS) -O1 -g -fno-omit-frame-pointer -fsanitize=thread

# Programs for mpi mode, and the kit for them, are built where Open MPI is installed.
MPI        := $(shell pkg-config --exists ompi-c 2>/dev/null && echo yes)
MPI_CFLAGS := $(if $(MPI),$(shell pkg-config --cflags ompi-c))
MPI_LIBS   := $(if $(MPI),$(shell pkg-config --libs ompi-c))
KIT_mpi     = $(KIT_plain) $(MPI_CFLAGS) -Iharness/kit -Iharness/kit/mpi
# The same for SimGrid, which runs all ranks in one process.
SMPI       := $(shell command -v smpicc)
KIT_smpi    = $(KIT_plain) -fPIC -DPARLAB_SIMULATED -I/usr/include/smpi -Iharness/kit -Iharness/kit/mpi

# --- sources and programs ----------------------------------------------------

HARNESS_SOURCES := $(wildcard harness/main.c) \
	$(filter-out harness/kit/% harness/judge/%,$(wildcard harness/*/*.c))
KIT_SOURCES     := $(wildcard harness/kit/*.c)
MPI_SOURCES     := $(if $(MPI)$(SMPI),$(wildcard harness/kit/mpi/*.c))
JUDGE_SOURCES   := $(wildcard harness/judge/*.c)
UNIT_TESTS      := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

EXERCISES := $(patsubst assignments/%/assignment.yaml,%,$(wildcard assignments/*/assignment.yaml))
having     = $(foreach ex,$(EXERCISES),$(if $(wildcard $(subst EX,$(ex),$(1))),$(ex)))
# A driver is linked with the kit, which contains main().
RUNNABLE  := $(if $(wildcard harness/kit/kit_main.c),$(call having,assignments/EX/driver.c))

PARLAB     := $(if $(wildcard harness/main.c),$(BUILD)/parlab)
KITS       := $(if $(KIT_SOURCES),$(foreach kit,plain address thread $(if $(MPI),mpi) $(if $(SMPI),smpi),build/kit/$(kit).a))
ORACLES    := $(if $(JUDGE_SOURCES),$(patsubst %,$(BUILD)/oracles/%,$(call having,reference/EX/oracle.c)))
REFERENCES := $(patsubst %,build/reference/%,$(filter $(call having,reference/EX/EX.c),$(RUNNABLE)))
STUBS      := $(patsubst %,build/assignments/%,$(filter $(call having,assignments/EX/EX.c),$(RUNNABLE)))
# Beside the program of an exercise with mpi mode, one that is linked with Open MPI (kit/kit_launch.c).
RANKS      := $(if $(MPI),$(patsubst build/%,build/%-mpi,$(foreach program,$(REFERENCES) $(STUBS),$(if $(wildcard \
	$(program:build/%=%)/$(notdir $(program))_mpi.c),$(program)))))

# For handouts and installation: programs without shared libraries, and model solutions without their source.
STATICS   := $(if $(PARLAB),$(BUILD)/static/parlab) $(ORACLES:$(BUILD)/oracles/%=$(BUILD)/static/oracles/%) \
	$(REFERENCES:build/reference/%=$(BUILD)/static/models/%.o) \
	$(patsubst build/reference/%-mpi,$(BUILD)/static/models/%_mpi.o,$(filter build/reference/%,$(RANKS)))

# Sources that an exercise shares between student, reference and oracle: all but its stub and driver.
given = $(filter-out assignments/$(1)/%_mpi.c $(foreach own,$(1) driver,assignments/$(1)/$(own).c),$(wildcard assignments/$(1)/*.c))
# The same for mpi mode alone.
given_mpi = $(filter-out assignments/$(1)/$(1)_mpi.c,$(wildcard assignments/$(1)/*_mpi.c))
# Further sources of an exercise's oracle.
oracles_own = $(wildcard reference/$(1)/oracle_*.c)
objects_of = $(patsubst %.c,build/obj/$(1)/%.o,$(2))
# The exercise that a path (below assignments/ or reference/) belongs to.
exercise_of = $(firstword $(subst /, ,$(1)))
# The contents of an exercise's manifest, as KEY=VALUE words written by manifest-words; read
# in recipes only.  For an invalid manifest the only word is `broken`: the exercise is skipped,
# and tried again by the next make.
manifest_words = $(file <build/manifest/$(1).words)
manifest_list = $(patsubst $(2)=%,%,$(filter $(2)=%,$(call manifest_words,$(1))))
manifest_flags = -O2 $(call manifest_list,$(1),flags)
manifest_libraries = $(addprefix -l,$(call manifest_list,$(1),libraries))
# unless_broken EXERCISE,COMMAND
unless_broken = $(if $(filter broken,$(call manifest_words,$(1))),@echo "  --   $@ left out: see assignments/$(1)/assignment.yaml",$(2))
# The manifest words that the compilation of a source below assignments/ or reference/ depends on.
words_for = $(if $(filter assignments/% reference/%,$(1)),build/manifest/$(word 2,$(subst /, ,$(1))).words)

# Fuzz targets: one program each, or one per exercise if the objects contain % (tests/fuzz/fuzz.h).
FUZZ_ALL  := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_EACH := $(patsubst tests/fuzz/fuzz_%.c,%,$(if $(FUZZ_ALL),$(shell \
	grep -lE '^/\* objects:.*%' tests/fuzz/fuzz_*.c)))
FUZZED    := $(filter $(call having,reference/EX/oracle.c),$(REFERENCES:build/reference/%=%))
FUZZERS   := $(filter-out $(FUZZ_EACH),$(FUZZ_ALL)) \
	$(foreach target,$(FUZZ_EACH),$(addprefix $(target)-,$(FUZZED)))

# --- targets -----------------------------------------------------------------

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# Targets that install packages first run the build in a second make.  It uses all CPUs,
# unless the caller gave -j.
THEN = +$(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
PARLAB_RUN = $(BUILD)/parlab
# Variables for tests that run make to query this build.
TEST_ENVIRONMENT = BUILD='$(BUILD)' CC='$(CC)' CFLAGS='$(CFLAGS)' WERROR='$(WERROR)' SANITIZE='$(SANITIZE)' EX='$(EX)'

# Programs whose exercise, oracle or solution was deleted; they are removed so that nothing
# uses them.
GONE := $(filter-out $(ORACLES) $(REFERENCES) $(STUBS) $(STATICS) $(RANKS),$(wildcard $(BUILD)/oracles/* build/reference/* \
	build/assignments/* $(BUILD)/static/oracles/* $(BUILD)/static/models/*.o))

.PHONY: all
all: $(if $(GONE),remove-gone) $(PARLAB) $(KITS) $(ORACLES) $(REFERENCES) $(STUBS) $(RANKS)  ## build everything (the default); CI=true or WERROR=1: warnings are errors

.PHONY: remove-gone
remove-gone:
	@rm -rf $(GONE)

.PHONY: grade
grade:  ## set up, build, and grade [SUBMISSIONS=tests/class] [OUT=out]
	@harness/setup/deps run
	$(THEN) all
	$(PARLAB_RUN) grade '$(SUBMISSIONS)' --out '$(OUT)'

.PHONY: test
test:  ## set up, build, and run every test [SANITIZE=address,undefined|thread] [TESTS='lint unit e2e ...']
	@harness/setup/deps run mpi test
	$(THEN) all tests fuzzers compile_commands.json $(if $(SANITIZE),,$(STATICS))
	@$(TEST_ENVIRONMENT) tests/run $(or $(TESTS),$(if $(SANITIZE),,lint) unit e2e)

.PHONY: test-pages
test-pages:  ## open the pages in headless Chromium: errors, links, widths, contrast, accessibility, sorting, charts
	@harness/setup/deps run mpi test
	$(THEN) all
	@$(TEST_ENVIRONMENT) tests/run tests/e2e/pages.sh

.PHONY: test-hostile
test-hostile:  ## grade every hostile submission: what stopped it, and that it gained nothing [PARTS='tricks bytes files crowd timed']
	@harness/setup/deps run test
	$(THEN) all
	@$(TEST_ENVIRONMENT) PARLAB='$(CURDIR)/$(BUILD)/parlab' tests/hostile/run $(PARTS)

.PHONY: tests
tests: $(UNIT_TESTS)  ## build the unit tests only

.PHONY: fuzz
fuzz:  ## fuzz every parser of untrusted bytes [SECONDS=60 for each] [TARGET=manifest]
	@harness/setup/deps run test
	$(THEN) fuzzers
	@tests/fuzz/run '$(SECONDS)' \
		$(if $(TARGET),$(or $(filter $(TARGET) $(TARGET)-%,$(FUZZERS)),$(TARGET)),$(FUZZERS))

.PHONY: fuzzers
fuzzers: $(FUZZERS:%=build/fuzz/%)

# What a student's commands need: nothing that a mistake in another exercise could stop.
DESK_NEEDS = $(PARLAB) $(KITS) $(filter %/$(EX),$(ORACLES)) compile_commands.json
# desk COMMAND: a student's command.  It ends with the exit code of parlab, and without make's
# own words about it: make --question calls a code of 1 "not up to date", not an error.
# Lines that begin with + run nevertheless.
ifneq ($(filter check bench submission,$(MAKECMDGOALS)),)
MAKEFLAGS += --question
endif
NOT_QUESTION = MAKEFLAGS='$(subst q,,$(firstword $(MAKEFLAGS))) $(wordlist 2,$(words $(MAKEFLAGS)),$(MAKEFLAGS))'
define desk
+@$(if $(EX),:,echo "say which exercise: make $(1) EX=$(firstword $(EXERCISES) NAME)" >&2; exit 2)
+@harness/setup/deps run
+@$(NOT_QUESTION) $(MAKE) -s --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) $(DESK_NEEDS)
+@$(PARLAB_RUN) $(1) '$(EX)' $(if $(FILE),'$(FILE)') $(OPTIONS); code=$$?; [ $$code -ne 3 ] || code=1; exit $$code
endef

.PHONY: check
check:  ## is it right?  EX=factorization [FILE=path/to/factorization.c] [OPTIONS='--mode fork']
	$(call desk,check)

.PHONY: bench
bench:  ## how fast is it?  EX=factorization [FILE=path/to/factorization.c] [OPTIONS=--quick]
	$(call desk,bench)

.PHONY: submission
submission:  ## pack the files to hand in  EX=factorization [FILE=path/to/factorization.c]
	$(call desk,submission)

.PHONY: handout
handout:  ## the folder and archive to give to students  EX=factorization [OPTIONS=--model]
	@$(if $(EX),:,echo "say which exercise: make handout EX=$(firstword $(EXERCISES) NAME)" >&2; exit 2)
	@harness/setup/deps run
	$(THEN) -s $(PARLAB) $(filter %/$(EX) %/$(EX).o %/$(EX)_mpi.o %/parlab,$(STATICS))
	@$(PARLAB_RUN) handout '$(EX)' --out build/handout --replace $(OPTIONS)

.PHONY: contract
contract:  ## does every stub earn less, and every solution all points?  [EX=factorization]
	@harness/setup/deps run mpi test
	$(THEN) all
	@$(TEST_ENVIRONMENT) THOROUGH=1 tests/run tests/e2e/contract.sh

.PHONY: fixtures
fixtures:  ## does every fixture get its verdict with timing, every time?  [N=3] [EX=factorization]
	@harness/setup/deps run mpi
	$(THEN) all
	@PARLAB='$(CURDIR)/$(PARLAB_RUN)' N='$(or $(N),3)' EX='$(EX)' tests/campaign

# --- checks of the measuring stage; on a quiet machine -------------------------

# Exercises in tests/NAME only test the grader.  Each gets a separate home (PARLAB_HOME),
# build/NAME/home, with copies, since links are not followed.
CALIBRATION := build/calibration
RECALL      := build/recall
define home
build/$(1)/oracles/%: build/obj/oracle/tests/$(1)/reference/%/oracle.o $$$$(JUDGE_OBJECTS)
	@$$(folder)
	$$(call quiet,LD )$$(CC) $$(ORACLE_FLAGS) -o $$@ $$(filter %.o,$$^) -lm

build/$(1)/home.made: Makefile $$(wildcard harness/kit/*.h tests/$(1)/assignments/*/* tests/$(1)/reference/*/*) $$(KITS) \
		$$(patsubst tests/$(1)/reference/%/oracle.c,build/$(1)/oracles/%,$$(wildcard tests/$(1)/reference/*/oracle.c))
	@rm -rf build/$(1)/home
	@mkdir -p build/$(1)/home/build build/$(1)/home/harness/kit
	@cp -r tests/$(1)/assignments tests/$(1)/reference build/$(1)/home
	@cp -r build/kit build/$(1)/oracles build/$(1)/home/build
	@cp harness/kit/*.h build/$(1)/home/harness/kit
	@touch $$@
endef
$(foreach name,calibration recall,$(eval $(call home,$(name))))

N ?= 3
aa: N = 100
regrade: N = 30
calibrate-grade: N = 10
recall: N = 1
mutants: N = 0

.PHONY: calibrate
calibrate:  ## compare measured speedups with known ones, and check the intervals' coverage [N=3]
	@harness/setup/deps run test
	$(THEN) all $(BUILD)/tests/test_coverage $(BUILD)/tests/test_decisions $(CALIBRATION)/home.made
	@$(BUILD)/tests/test_coverage
	@$(BUILD)/tests/test_decisions $$((200 * $(N)))
	@tests/calibration/run $(N)

.PHONY: calibrate-grade
calibrate-grade:  ## grade work with known serial parts: are the points right, and how many stay pending? [N=10]
	@harness/setup/deps run test
	$(THEN) all $(CALIBRATION)/home.made
	@tests/calibration/grade $(N)

.PHONY: aa
aa:  ## grade the model solution as a student's, N times: the error of the measurement [N=100] [EX=...]
	@harness/setup/deps run
	$(THEN) all $(CALIBRATION)/home.made
	@$(if $(EX),,PARLAB_HOME=$(CALIBRATION)/home) $(PARLAB_RUN) regrade --reference $(or $(EX),spin) --unexamined \
		--trials $(N) --out build/aa

.PHONY: regrade
regrade:  ## are points reproducible?  N times quiet, N times next to a busy loop [N=30] [EX=...] [SUBMISSIONS=...] [CONTINUE=1]
	@harness/setup/deps run
	$(THEN) all
	@$(PARLAB_RUN) regrade '$(SUBMISSIONS)' $(if $(EX),--only '$(EX)') --trials $(N) --busy $(N) \
		$(if $(CONTINUE),--continue) --out build/regrade

.PHONY: recall
recall:  ## detection rate and false positives for kernels with and without a data race [N=1]
	@harness/setup/deps run test
	$(THEN) all $(RECALL)/home.made
	@PARLAB='$(CURDIR)/$(PARLAB_RUN)' tests/recall/run $(N)

.PHONY: mutants
mutants:  ## which mistakes in the model solutions does the grader miss?  [EX=factorization] [N=20 of each, else all] [SEED=1] [ONLY=REGEX]
	@harness/setup/deps run test
	$(THEN) all
	@PARLAB='$(CURDIR)/$(PARLAB_RUN)' N='$(N)' EX='$(EX)' SEED='$(SEED)' ONLY='$(ONLY)' tests/mutants/run

.PHONY: lint
lint:  ## check the formatting and run the static checkers
	@harness/setup/deps run test
	$(THEN) compile_commands.json
	@THOROUGH=1 tests/run lint

# A stamp for each file that passed clang-tidy.  It is checked again when the file, a header that
# it includes or .clang-tidy has changed.  `make test` explores fewer paths through each function
# than `make lint`, which takes four times as long.
TIDY_STAMPS := build/lint/$(if $(THOROUGH),thorough,quick)
TIDY_FEWER  := -Xclang -analyzer-config -Xclang max-nodes=30000
.PHONY: tidy
tidy: $(patsubst %,$(TIDY_STAMPS)/%.tidy,$(HARNESS_SOURCES) $(KIT_SOURCES) $(JUDGE_SOURCES))

$(TIDY_STAMPS)/%.tidy: % .clang-tidy | compile_commands.json
	@$(folder)
	@clang-tidy --quiet $(if $(THOROUGH),,$(TIDY_FEWER:%=--extra-arg=%)) $< 2>/dev/null
	@$(CC) $(HARNESS_FLAGS) -Iharness/kit -Iharness/judge $(MODULE_CFLAGS) -MM -MP -MT $@ -MF $(@:.tidy=.d) $<
	@touch $@

# The model solutions are installed without their source: the folder is readable by students.
PREFIX  ?= /usr/local
DESTDIR ?=
.PHONY: install
install: all $(STATICS)  ## install [PREFIX=/usr/local] [DESTDIR=]: the program, exercises, manual pages, completion
	@harness/setup/install '$(BUILD)' '$(DESTDIR)$(PREFIX)'

.PHONY: coverage
coverage:  ## measure which lines of the harness the tests reach
	@harness/setup/deps run test coverage
	$(THEN) all tests BUILD=build/coverage CFLAGS='-O0 -g --coverage -fprofile-update=atomic'
	@find build/coverage -name '*.gcda' -delete
	@BUILD=build/coverage tests/run $(TESTS) || true
	@gcovr --root . --filter harness/ --exclude-unreachable-branches --print-summary \
		--txt build/coverage/summary.txt --html-details build/coverage/index.html build/coverage/obj >/dev/null
	@cat build/coverage/summary.txt && echo "line by line: build/coverage/index.html"

.PHONY: deps
deps:  ## install missing packages (list: harness/setup/packages)
	@harness/setup/deps run mpi test

.PHONY: format
format:  ## format all C files with clang-format
	@harness/setup/deps test
	clang-format -i $(shell find assignments harness reference tests -name '*.[ch]')

.PHONY: clean
clean:  ## remove build/ and compile_commands.json; never OUT
	rm -rf build compile_commands.json

.PHONY: help
help:  ## list the targets
	@awk -F ':.*  ## ' '/^[a-z_.-]+:.*  ## / {printf "  make %-22s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

compile_commands.json: $(HARNESS_SOURCES) $(KIT_SOURCES) $(JUDGE_SOURCES) Makefile  ## for editors and clang-tidy
	@$(MAKE) --no-print-directory --always-make --dry-run all tests V=1 SANITIZE= CC=gcc CI= \
		| harness/setup/compile-commands >$@

# --- when flags or the list of sources change --------------------------------

# stamp FILE,TEXT: FILE contains TEXT.  It is rewritten, and its dependents rebuilt, only when
# the text has changed.  (strip: make 4.3 sometimes keeps the newline at the end of a file that
# it reads.)
define stamp
ifneq ($$(strip $$(file <$(1))),$(2))
.PHONY: $(1)
endif
$(1):
	@mkdir -p $$(@D)
	@printf '%s\n' '$(2)' >$$@
endef
squeezed = $(strip $(subst ','\'',$(1)))
$(eval $(call stamp,$(BUILD)/harness.flags,$(call squeezed,$(CC) $(HARNESS_FLAGS))))
$(eval $(call stamp,$(BUILD)/parlab.sources,$(call squeezed,$(sort $(HARNESS_SOURCES)))))
ifneq ($(BUILD),build)
$(shell mkdir -p build)
endif
$(eval $(call stamp,build/fuzz.flags,$(call squeezed,$(CLANG) $(FUZZ_FLAGS))))
$(eval $(call stamp,$(BUILD)/oracle.flags,$(call squeezed,$(CC) $(ORACLE_FLAGS))))
$(eval $(call stamp,build/course.flags,$(call squeezed,$(CC) $(COURSE_FLAGS))))
$(eval $(call stamp,build/kit.flags,$(call squeezed,$(KIT_mpi) $(KIT_smpi) $(KIT_address) $(KIT_thread))))
$(eval $(call stamp,build/kit.sources,$(call squeezed,$(sort $(KIT_SOURCES) $(MPI_SOURCES) $(JUDGE_SOURCES)))))

# --- rules -------------------------------------------------------------------

# V=1 shows the commands instead of the targets.
quiet = $(if $(V),,@$(if $(findstring s,$(firstword -$(MAKEFLAGS))),,echo "  $(1)  $@";)) 
folder = mkdir -p $(@D)

# The program.
$(BUILD)/obj/harness/%.o: harness/%.c $(BUILD)/harness.flags
	@$(folder)
	$(call quiet,CC )$(CC) $(HARNESS_FLAGS) $(MODULE_CFLAGS) $(DEPENDENCIES) -c $< -o $@

$(BUILD)/parlab: $(HARNESS_SOURCES:%.c=$(BUILD)/obj/%.o) $(BUILD)/parlab.sources
	$(call quiet,LD )$(CC) $(HARNESS_FLAGS) -o $@ $(filter %.o,$^) $(MODULE_LIBS) -lm

# no_udev.c: Debian has no static libudev, which hwloc's library can do without.
$(BUILD)/static/parlab: $(HARNESS_SOURCES:%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/harness/no_udev.o $(BUILD)/parlab.sources
	@$(folder)
	$(call quiet,LD )$(CC) $(HARNESS_FLAGS) -static -s -o $@ $(filter %.o,$^) $(MODULE_LIBS) -lm 2>$@.said || \
		{ cat $@.said >&2; exit 1; }

$(BUILD)/static/oracles/%: $(BUILD)/oracles/%
	@$(folder)
	$(call quiet,LD )$(CC) $(ORACLE_FLAGS) -static -s -o $@ $(filter %.o,$(call oracle_parts,$*)) $(call manifest_libraries,$*) -lm

# A model solution for other machines: machine code that most of them can run, without names or lines.
PORTABLE := $(if $(filter x86_64%,$(shell $(CC) -dumpmachine)),-march=x86-64-v3)
model_flags = $(patsubst -march=native,$(PORTABLE),$(call manifest_flags,$(1)))
define model
@mkdir -p $(@D)
$(call quiet,CC )$(CC) $(filter-out -g,$(COURSE_FLAGS)) -w -Iassignments/$* $(1) $(call model_flags,$*) -c $< -o $@ && \
	objcopy --wildcard --keep-global-symbol='$*_*' --strip-unneeded $@
endef
$(BUILD)/static/models/%.o: reference/$$*/$$*.c $$(wildcard assignments/$$*/*.h) build/manifest/%.words build/course.flags
	$(call model)

$(BUILD)/static/models/%_mpi.o: reference/$$*/$$*_mpi.c $$(wildcard assignments/$$*/*.h) build/manifest/%.words build/course.flags
	$(call model,$(MPI_CFLAGS) -Iharness/kit/mpi)

# Unit tests: each links only the objects that its first line names, which exposes new
# dependencies.
tested_objects = $(patsubst %,$(BUILD)/obj/harness/%.o,$(shell sed -n \
	's|^/\* objects:\(.*\)\*/.*|\1|p; 1q' tests/unit/$(1).c))
is_program = $(shell sed -n '1,2{/^\/\* program \*\//p}' tests/unit/$(1).c)

$(BUILD)/obj/tests/%.o: tests/unit/%.c $(BUILD)/harness.flags
	@$(folder)
	$(call quiet,CC )$(CC) $(HARNESS_FLAGS) $(MODULE_CFLAGS) $(DEPENDENCIES) -c $< -o $@

$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $$(call tested_objects,$$*)
	@$(folder)
	$(call quiet,LD )$(CC) $(HARNESS_FLAGS) -o $@ $(filter %.o,$^) -Wl,--as-needed $(MODULE_LIBS) -lm \
		$(if $(call is_program,$*),,-lcriterion)

# The kit.
define kit_rules
build/obj/kit-$(1)/%.o: harness/kit/%.c build/kit.flags
	@$$(folder)
	$$(call quiet,CC )$$(KIT_$(1)) $$(DEPENDENCIES) -c $$< -o $$@

build/kit/$(1).a: $(patsubst harness/kit/%.c,build/obj/kit-$(1)/%.o,$(2)) build/kit.sources
	@$$(folder)
	@rm -f $$@
	$$(call quiet,AR )ar rcsD $$@ $$(filter %.o,$$^)
endef
$(foreach kit,plain address thread,$(eval $(call kit_rules,$(kit),$(KIT_SOURCES))))
# main() is that of mpi/kit_mpi.c.
$(foreach kit,mpi smpi,$(eval $(call kit_rules,$(kit),$(filter-out %/kit_main.c,$(KIT_SOURCES)) $(MPI_SOURCES))))

# The manifest words.  They have only an order-only dependency on the program that writes
# them: it changes often, its output rarely.
$(BUILD)/manifest-words: $(patsubst %.c,$(BUILD)/obj/%.o,harness/manifest_words.c $(wildcard harness/course/manifest*.c) \
		harness/base/base.c harness/base/digest.c harness/base/file.c harness/base/nearest.c)
	@$(folder)
	$(call quiet,LD )$(CC) $(HARNESS_FLAGS) -o $@ $^ -Wl,--as-needed $(MODULE_LIBS) -lm

build/manifest/%.words: assignments/%/assignment.yaml harness/manifest_words.c | $(BUILD)/manifest-words
	@$(folder)
	@$(BUILD)/manifest-words assignments/$* >$@ || { echo broken >$@; touch -d @0 $@; }

# Oracles.  They judge, so they share no build flags with student code.
$(BUILD)/obj/oracle/%.o: %.c $(BUILD)/oracle.flags
	@$(folder)
	$(call quiet,CC )$(CC) $(ORACLE_FLAGS) $(addprefix -Iassignments/,$(call exercise_of,$(patsubst assignments/%,%,$(patsubst \
		reference/%,%,$(filter-out harness/%,$<))))) $(DEPENDENCIES) -c $< -o $@

oracle_objects = $(patsubst %.c,$(BUILD)/obj/oracle/%.o,$(1))
JUDGE_OBJECTS := $(call oracle_objects,$(JUDGE_SOURCES) harness/kit/bundle.c harness/base/nearest.c)
oracle_parts = $(BUILD)/obj/oracle/reference/$(1)/oracle.o $(JUDGE_OBJECTS) $(call oracle_objects,$(call given,$(1)) $(call oracles_own,$(1)))
$(BUILD)/oracles/%: $$(call oracle_parts,$$*) build/kit.sources build/manifest/%.words
	@$(folder)
	$(call unless_broken,$*,$(call quiet,LD )$(CC) $(ORACLE_FLAGS) -o $@ $(filter %.o,$^) $(call manifest_libraries,$*) -lm)

# Fuzz targets.  They need clang for libFuzzer.
build/obj/fuzz/%.o: %.c build/fuzz.flags $$(call words_for,$$*)
	@$(folder)
	$(call quiet,CC )$(CLANG) $(FUZZ_FLAGS) $(MODULE_CFLAGS) $(if $(filter assignments/% reference/%,$<),\
		-fopenmp -Wno-pass-failed -Iassignments/$(word 2,$(subst /, ,$<)) $(call manifest_flags,$(word 2,$(subst /, ,$<)))) \
		$(DEPENDENCIES) -c $< -o $@

fuzz_words   = $(shell sed -n '1,3s|^/\* objects:\(.*\)\*/.*|\1|p' tests/fuzz/fuzz_$(1).c)
fuzz_objects = $(call objects_of,fuzz,tests/fuzz/fuzz_$(1).c $(addsuffix .c,$(subst %,$(2),$(call fuzz_words,$(1)))) \
	$(if $(2),$(call given,$(2)) $(if $(filter %/oracle,$(call fuzz_words,$(1))),$(call oracles_own,$(2)))))
# The exercises of the given objects, whose libraries are linked.
fuzzed_exercises = $(sort $(foreach object,\
	$(filter build/obj/fuzz/assignments/% build/obj/fuzz/reference/%,$(1)),$(word 5,$(subst /, ,$(object)))))
define fuzzer
build/fuzz/$(1): $$$$(call fuzz_objects,$(2),$(3))
	@$$(folder)
	$$(call quiet,LD )$$(CLANG) $$(FUZZ_FLAGS) $(if $(3),-fopenmp) -o $$@ $$(filter %.o,$$^) -Wl,--as-needed \
		$$(MODULE_LIBS) $$(foreach ex,$$(call fuzzed_exercises,$$^),$$(call manifest_libraries,$$(ex))) -lm
endef
$(foreach target,$(filter-out $(FUZZ_EACH),$(FUZZ_ALL)),$(eval $(call fuzzer,$(target),$(target),)))
$(foreach target,$(FUZZ_EACH),$(foreach program,$(filter $(target)-%,$(FUZZERS)),$(eval \
	$(call fuzzer,$(program),$(target),$(program:$(target)-%=%)))))

# Model solutions and stubs, to be run by hand.
define course
build/obj/course/$(1)/%.o: $(1)/%.c build/manifest/$$$$(call exercise_of,$$$$*).words build/course.flags
	@$$(folder)
	$$(call unless_broken,$$(call exercise_of,$$*),$$(call quiet,CC )$$(CC) $$(COURSE_FLAGS) \
		-Iassignments/$$(call exercise_of,$$*) $$(if $$(filter %_mpi,$$*),$$(MPI_CFLAGS) -Iharness/kit/mpi) \
		$$(call manifest_flags,$$(call exercise_of,$$*)) $$(DEPENDENCIES) -c $$< -o $$@)
endef
$(foreach side,assignments reference,$(eval $(call course,$(side))))

define by_hand
build/$(1)/$(2): $(call objects_of,course,$(1)/$(2)/$(2).c assignments/$(2)/driver.c $(call given,$(2))) build/kit/plain.a
	@$$(folder)
	$$(call unless_broken,$(2),$$(call quiet,LD )$$(CC) $$(COURSE_FLAGS) -o $$@ $$(filter %.o,$$^) build/kit/plain.a \
		-Wl$$(comma)--as-needed $$(call manifest_libraries,$(2)))
endef
$(foreach program,$(REFERENCES:build/%=%) $(STUBS:build/%=%),$(eval \
	$(call by_hand,$(patsubst %/,%,$(dir $(program))),$(notdir $(program)))))

define by_ranks
build/$(1)/$(2)-mpi: $(call objects_of,course,$(1)/$(2)/$(2).c $(1)/$(2)/$(2)_mpi.c assignments/$(2)/driver.c $(call given,$(2)) \
		$(call given_mpi,$(2))) build/kit/mpi.a
	@$$(folder)
	$$(call unless_broken,$(2),$$(call quiet,LD )$$(CC) $$(COURSE_FLAGS) -o $$@ $$(filter %.o,$$^) build/kit/mpi.a \
		$$(call manifest_libraries,$(2)) $$(MPI_LIBS))
endef
$(foreach program,$(RANKS:build/%-mpi=%),$(eval $(call by_ranks,$(patsubst %/,%,$(dir $(program))),$(notdir $(program)))))

-include $(shell find $(sort $(BUILD)/obj build/obj) build/lint -name '*.d' 2>/dev/null)
