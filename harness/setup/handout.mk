# Work on this exercise: make, make check, make bench, make submission.  handout.txt says more.
# Everything is built below build/; charts go to out/.

include exercise.mk

CC      := gcc
CFLAGS  := -std=c17 -D_GNU_SOURCE -g -fopenmp -pthread -Wall -Wextra
KIT     := $(wildcard harness/kit/*.c)
KITS    := $(patsubst %,build/kit/%.a,plain address thread)
OWN     := assignments/$(EX)
SOURCES := $(wildcard $(addprefix $(OWN)/,$(SUBMIT))) $(addprefix $(OWN)/,driver.c $(GIVEN))
PROGRAM := build/$(OWN)
PARLAB  := build/parlab

KIT_FLAGS_plain   := -O2
KIT_FLAGS_address := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined
KIT_FLAGS_thread  := -O1 -fno-omit-frame-pointer -fsanitize=thread

.PHONY: all check bench submission clean
all: $(PROGRAM) $(PARLAB) compile_commands.json

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

$(PROGRAM): $(SOURCES) $(wildcard $(OWN)/*.h) build/kit/plain.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -O2 $(FLAGS) -isystem include -Iharness/kit -I$(OWN) -o $@ $(SOURCES) build/kit/plain.a $(addprefix -l,$(LIBRARIES))

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
