# datamesh: build, test and demonstrate.
#
#   make && sudo make install     build for, and install into, the PostgreSQL of pg_config
#   make test                     every test, in a throw-away cluster   (ONLY=..., TESTS="...")
#   make demo / make demo-stop    a private server with a small mesh in it
#   make bench                    timings, in a throw-away cluster
#   make lint                     layers, format, shell scripts
#   make indent                   format the C sources in place
#
# PG_CONFIG=/path/to/pg_config chooses a PostgreSQL, WERROR=1 turns warnings into errors.
# New source files, SQL pieces and tests are found by their place: they never need an edit here.

EXTENSION  = datamesh
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" datamesh.control)

.DEFAULT_GOAL := all

# ---------------------------------------------------------------------------
# Goals that see to their own set-up. They are scripts, because they must work
# on a machine where there is no pg_config yet.

SCRIPT_GOALS = setup test installcheck demo demo-stop bench lint indent
.PHONY: $(SCRIPT_GOALS)

setup:
	@test/setup/install.sh build test
test installcheck:
	@ONLY='$(ONLY)' TESTS='$(TESTS)' test/run_tests.sh
demo:
	@test/setup/demo.sh start
demo-stop:
	@test/setup/demo.sh stop
bench:
	@test/setup/bench.sh
lint:
	@test/run_checks.sh
indent:
	@test/check_format.sh --fix

# ---------------------------------------------------------------------------
# Everything else is PGXS.

ifneq ($(filter-out $(SCRIPT_GOALS),$(or $(MAKECMDGOALS),all)),)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
ifeq ($(wildcard $(PGXS)),)
$(error $(PG_CONFIG) knows no PGXS: install postgresql-server-dev-15 (make setup does), or set PG_CONFIG)
endif

LIBRARIES = yaml-0.1 jansson
ifneq ($(shell pkg-config --exists $(LIBRARIES) && echo yes),yes)
$(error pkg-config does not find $(LIBRARIES): install libyaml-dev and libjansson-dev (make setup does))
endif

MODULE_big = datamesh
OBJS       = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/*/*.c)))
DATA       = $(sort $(wildcard sql/updates/*.sql sql/releases/*.sql))
DATA_built = sql/datamesh--$(EXTVERSION).sql

# Server headers count as system headers: their warnings are not ours.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server) \
	-DDATAMESH_VERSION='"$(EXTVERSION)"' $(shell pkg-config --cflags $(LIBRARIES))

# -MMD writes each object's headers to a .d file, read back below. Two warnings are
# off because the server's interfaces mean what they warn of: callbacks have arguments
# that one or the other has no use for, and arrays end with an entry like {NULL}.
PG_CFLAGS = -fvisibility=hidden -MMD -MP $(if $(WERROR),-Werror) \
	-Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers

SHLIB_LINK = $(shell pkg-config --libs $(LIBRARIES))

NO_INSTALLCHECK = 1
EXTRA_CLEAN = $(OBJS:.o=.d) sql/datamesh--*.sql build/flags build/exports.ok build/results

include $(PGXS)

ifneq ($(findstring clang,$(shell $(CC) --version)),)
# PostgreSQL's flags and attributes are for the compiler it was built with, usually gcc.
override CFLAGS += -Wno-unknown-warning-option -Wno-ignored-optimization-argument \
	-Wno-ignored-attributes
endif

# A change of server, compiler, flags or list of sources rebuilds what it concerns.
build/flags: FORCE
	$(shell mkdir -p build)$(file >$@.new,$(VERSION) $(CC) $(CFLAGS) $(CPPFLAGS) $(OBJS))
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
FORCE:
.PHONY: FORCE

$(OBJS) $(OBJS:.o=.bc): build/flags
$(OBJS:.o=.bc): $(wildcard src/*.h src/*/*.h)
$(shlib): build/flags
-include $(OBJS:.o=.d)

# The directory is a prerequisite so that a piece taken away is noticed.
$(DATA_built): $(sort $(wildcard sql/install/*.sql)) sql/install
	cat $(filter %.sql,$^) > $@

all: build/exports.ok
build/exports.ok: $(shlib) test/check_exports.sh
	test/check_exports.sh $(shlib)
	@touch $@

# make print-CPPFLAGS shows a variable, for scripts.
print-%:
	$(info $($*)) @:

endif
