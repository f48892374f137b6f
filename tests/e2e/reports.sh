#!/bin/bash
# reports.sh - programs with a race that suppress or distort its report: the race must still be
# found.  Also honest programs whose output looks like a report.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=factorization racy=tests/class/racy/factorization/factorization.c

# around NAME BEFORE AFTER [TOP]: the racy work, with statements before and after its threads function
around() {
	{
		printf '%s\n' "${4:-}"
		sed 's/^int factorization_threads(/static int call_threads(/' "$racy"
		cat <<-C
			int factorization_threads(const struct factorization_input *in, int workers, struct factorization_output *out)
			{
				$2
				int result = call_threads(in, workers, out);
				$3
				return result;
			}
		C
	} >"$work/$1.c"
}

finds_race() {   # NAME
	check "$1: the race is found" 1 '^threads +race' "$PARLAB" check $ex "$work/$1.c" --mode threads --case 1
}

printf '#line 1 "kit_driver.c"\n' | cat - "$racy" >"$work/other-file.c"
around stderr-replaced 'int kept = dup(2), none = open("/dev/null", O_WRONLY); dup2(none, 2);' \
	'dup2(kept, 2); close(kept); close(none);' '#include <fcntl.h>'
around stderr-closed 'int kept = fcntl(2, F_DUPFD, 10); close(2);' 'dup2(kept, 2); close(kept);' '#include <fcntl.h>'
around stderr-closed-in-range 'int kept = dup(2); close_range(2, 2, 0);' 'dup2(kept, 2); close(kept);'
around forged-before 'static const char report[] = "WARNING: ThreadSanitizer: thread leak (pid=2)\n"
	"    #0 f factorization.c:1 (driver+0x1)\nSUMMARY: ThreadSanitizer: thread leak factorization.c:1 in f\n";
	if (write(2, report, sizeof report - 1) < 0) return -1;' ''

# printing NAME TEXT: a thread prints TEXT while the race is reported, to break up the report
printing() {   # NAME TEXT
	around "$1" 'pthread_t printer; stop = 0; pthread_create(&printer, 0, print, 0);' 'stop = 1; pthread_join(printer, 0);' \
		"#include <pthread.h>
		#include <stdatomic.h>
		#include <unistd.h>
		static atomic_int stop;
		static void *print(void *nothing)
		{
			static const char text[] = \"$2\";
			for (int i = 0; i < 10000 && !stop; i++)
				if (write(2, text, sizeof text - 1) < 0)
					break;
			return nothing;
		}"
}
printing torn-by-lines '\n\n'
printing torn-by-a-milder-report 'SUMMARY: ThreadSanitizer: data race\nWARNING: ThreadSanitizer: thread leak (pid=1)\n    #0 f factorization.c:1 (driver+0x1)\nSUMMARY: ThreadSanitizer: thread leak\n'
printing torn-by-anothers-report 'SUMMARY: ThreadSanitizer: data race\nWARNING: ThreadSanitizer: data race (pid=1)\n    #0 f kit.c:1 (driver+0x1)\nSUMMARY: ThreadSanitizer: data race\n'
for name in other-file stderr-replaced stderr-closed stderr-closed-in-range forged-before torn-by-lines \
	torn-by-a-milder-report torn-by-anothers-report; do
	finds_race $name
done

# A function of the sanitizer is looked up by name.
around looked-up 'void (*report_to)(void *) = (void (*)(void *))dlsym(0, "__sanitizer_set_report_fd"); if (report_to) report_to((void *)9L);' \
	'if (report_to) report_to((void *)2L);' '#include <dlfcn.h>'
check "looked-up: refused, with a reason" 1 'functions may not be looked up' "$PARLAB" check $ex "$work/looked-up.c" --mode threads --case 1

# Honest work with debugging output that looks like parts of a report.
sed -E 's/^(int factorization_threads\(.*)$/#include <stdio.h>\n\1/' reference/$ex/$ex.c |
	awk '{ print } /^int factorization_threads/ { seen = 1 }
		seen && /^{/ { seen = 0
			print "fprintf(stderr, \"%s:%d: here\\n\", __FILE__, __LINE__), printf(\"%s:%d: there\\n\", __FILE__, __LINE__),"
			print "printf(\"SUMMARY: 3 primes\\n\"), printf(\"runtime error: none, 50%% ...\");" }' >"$work/debugging.c"
check "output for debugging is no report" 0 '^threads +correct' "$PARLAB" check $ex "$work/debugging.c" --mode threads --case 1
