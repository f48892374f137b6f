# Work on this exercise: make, make check, make bench, make submission.  handout.txt says more.
# Everything is built below build/; charts go to out/.

include exercise.mk

CC      := gcc
CFLAGS  := -std=c17 -D_GNU_SOURCE -g -fopenmp -pthread -Wall -Wextra
KIT     := $(wildcard harness/kit/*.c)
MPI     := $(shell pkg-config --exists ompi-c 2>/dev/null && echo yes)
KITS    := $(patsubst %,build/kit/%.a,plain address thread $(if $(MPI),mpi))
OWN     := assignments/$(EX)
SOURCES := $(wildcard $(addprefix $(OWN)/,$(filter-out %_mpi.c,$(SUBMIT)))) $(addprefix $(OWN)/,driver.c $(GIVEN))
# For mpi mode, where Open MPI is installed: a program beside the other.
RANKS   := $(if $(MPI),$(wildcard $(OWN)/*_mpi.c))
PROGRAM := build/$(OWN)
PARLAB  := build/parlab

KIT_FLAGS_plain   := -O2
KIT_FLAGS_address := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined
KIT_FLAGS_thread  := -O1 -fno-omit-frame-pointer -fsanitize=thread

.PHONY: all check bench submission clean
all: $(PROGRAM) $(if $(RANKS),$(PROGRAM)-mpi) $(PARLAB) compile_commands.json

# --question: a verdict is no error of make.  Lines with + run nevertheless.
ifneq ($(filter check bench submission,$(MAKECMDGOALS)),)
MAKEFLAGS += --question
endif
OTHER_FLAGS = $(subst q,,$(firstword $(MAKEFLAGS))) $(wordlist 2,$(words $(MAKEFLAGS)),$(MAKEFLAGS))
define desk
+@MAKEFLAGS='$(OTHER_FLAGS)' $(MAKE) -s --no-print-directory $(PARLAB) $(KITS) compile_commands.json
+@$(PARLAB) $(1) $(EX) $(if $(FILE),'$(FILE)') $(OPTIONS); code=$$?; [ $$code -ne 3 ] || code=1; exit $$code
endef

check:
	$(call desk,check)

bench:
	$(call desk,bench)

submission:
	$(call desk,submission)

clean:
	rm -rf build compile_commands.json

COMPILE = $(CC) $(CFLAGS) -O2 $(FLAGS) -isystem include -Iharness/kit -I$(OWN)
$(PROGRAM): $(SOURCES) $(wildcard $(OWN)/*.h) build/kit/plain.a
	@mkdir -p $(@D)
	$(COMPILE) -o $@ $(SOURCES) build/kit/plain.a $(addprefix -l,$(LIBRARIES))

$(PROGRAM)-mpi: $(SOURCES) $(RANKS) $(wildcard $(OWN)/*.h) build/kit/mpi.a
	@mkdir -p $(@D)
	$(COMPILE) -Iharness/kit/mpi $$(pkg-config --cflags ompi-c) -o $@ $(SOURCES) $(RANKS) build/kit/mpi.a \
		$(addprefix -l,$(LIBRARIES)) $$(pkg-config --libs ompi-c)

# main() is that of mpi/kit_mpi.c.
KIT_MPI := $(filter-out %/kit_main.c,$(KIT)) $(wildcard harness/kit/mpi/*.c)
build/kit/mpi.a: $(KIT_MPI) $(wildcard harness/kit/*.h harness/kit/mpi/*.h)
	@mkdir -p build/kit/mpi
	cd build/kit/mpi && $(CC) -std=c17 -D_GNU_SOURCE -pthread -g -O2 $$(pkg-config --cflags ompi-c) \
		-I../../../harness/kit -I../../../harness/kit/mpi -c $(addprefix ../../../,$(KIT_MPI))
	rm -f $@
	ar rcsD $@ build/kit/mpi/*.o

build/kit/%.a: $(KIT) $(wildcard harness/kit/*.h)
	@mkdir -p build/kit/$*
	cd build/kit/$* && $(CC) -std=c17 -D_GNU_SOURCE -pthread -g $(KIT_FLAGS_$*) -c $(addprefix ../../../,$(KIT))
	rm -f $@
	ar rcsD $@ build/kit/$*/*.o

$(PARLAB): tools/parlab
	@mkdir -p $(@D)
	@ln -sf ../$< $@

# For editors.
compile_commands.json: exercise.mk
	@printf '[{"directory": "%s", "file": "%s", "command": "%s"}]\n' '$(CURDIR)' '$(OWN)/$(firstword $(SUBMIT))' \
		'$(CC) $(CFLAGS) $(FLAGS) -isystem include -Iharness/kit -I$(OWN) -c $(OWN)/$(firstword $(SUBMIT))' >$@
