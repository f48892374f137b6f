#!/bin/bash
# intake.sh - what learning platforms export is graded as it is: the layout is recognised, students
# are told apart by ids, near misses are named, and lateness costs what course.yaml says.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=listmap stub=assignments/listmap/listmap.c bad=$work/bad.c   # what does not compile is soon graded
echo '#error it does not compile' >"$bad"
answer='## first-question\nEnough words to be an answer.\n'

# graded LAYOUT [OPTION...]: grade $work/LAYOUT without timing into $work/out-LAYOUT.
graded() {
	local layout=$1
	shift
	check "$layout: the export is graded" 0 'graded; ' "$PARLAB" grade "$work/$layout" --no-timing --out "$work/out-$layout" "$@"
}
listed() { check "$1: $2" 0 "$3" "$PARLAB" grade "$work/$1" --dry-run; }
students() { tail -n +2 "$work/out-$1/grades.csv" | cut -d, -f1 | sort | xargs; }
verdict() { grade_of "$work/out-$1/grades.csv" "$2" $ex verdict; }

# --- Canvas: one folder; students are numbers, "-2" is Canvas's

mkdir "$work/canvas"
cp "$bad" "$work/canvas/müllerjürgen_101_9001_$ex.c"
printf '%b' "$answer" >"$work/canvas/müllerjürgen_101_9002_ANSWERS-1.md"
cp "$bad" "$work/canvas/slow_LATE_102_9003_$ex-2.c"
cp "$bad" "$work/canvas/capital_103_9004_Listmap.c"
echo x >"$work/canvas/packed_104_9005_work.zip"
ln -s /etc/passwd "$work/canvas/linked_105_9006_$ex.c"
cp "$bad" "$work/canvas/slow_106_9007_$ex.c"
echo x >"$work/canvas/notes.txt"
graded canvas
equal "canvas: namesakes are told apart, by their numbers" "101 102 103 104 105 106" "$(students canvas)"
for miss in "'Listmap.c' instead of $ex.c" "'work.zip', an archive" "'$ex.c', a symbolic link"; do
	equal "canvas: named: $miss" 1 "$(grep -c "no $ex.c; found $miss" <<<"$output")"
done
equal "canvas: a file of no student is told" 1 "$(grep -c "'notes.txt': not named" <<<"$output")"
equal "canvas: a resubmission has no near miss" "$(verdict canvas 101)" "$(verdict canvas 106)"
holds "canvas: lateness by an unknown time is a mark" grep -q '^102,.*late' "$work/out-canvas/grades.csv"
holds "canvas: the student's page says what was found" grep -q 'Found instead: &#39;Listmap.c&#39;' "$work/out-canvas/103/$ex/index.html"
holds "canvas: ANSWERS.md comes along" test -s "$work/out-canvas/handed-in/101/$ex/ANSWERS.md"
printf 'take_near_names: true\n' >"$work/canvas/course.yaml"
graded canvas
equal "canvas: take_near_names takes it, with a mark" "did not compile (handed in as 'Listmap.c')" "$(verdict canvas 103)"
check "canvas: the same export again" 0 '101 listmap: unchanged, skipped' "$PARLAB" grade "$work/canvas" --no-timing --out "$work/out-canvas"

# --- Gradescope: metadata; a roster; lateness

mkdir -p "$work"/gradescope/submission_{1,2,3,4}
for n in 1 2 3; do cp $stub "$work/gradescope/submission_$n/"; done
cat >"$work/gradescope/submission_metadata.yml" <<'E'
---
submission_1:
  :submitters:
  - :name: Jürgen Müller
    :sid: '101'
    :email: jm@example.org
  :created_at: 2026-11-05 22:59:58.123 Z
submission_2:
  :submitters:
  - :name: Late One
    :sid:
    :email: Late@Example.org
  - :name: Late Two
    :sid: '103'
  :created_at: 2026-11-06 23:30:00 Z
submission_3:
  :submitters:
  - :name: Unknown
    :sid: '999/../..'
  :created_at: 2026-11-09 23:30:00 Z
E
cat >"$work/gradescope/course.yaml" <<'E'
roster: class.csv
late: {grace_min: 15, per_day: 10, days: 2}
exercises:
  - {name: listmap, due: "2026-11-05T23:00Z"}
E
printf 'id,name,section,extra_hours,email\nm1,"Müller, Jürgen",A,,jm@example.org\nl1,Late One,A,48,late@example.org\nl2,Late Two,B,,\nabsent,Nobody,B,,\n' \
	>"$work/gradescope/class.csv"
sed -i 's/^l2,.*/l2,Late Two,B,,103/' "$work/gradescope/class.csv"
listed gradescope "a dry run lists times" $'^m1\tlistmap\tMüller, Jürgen\t2026-11-05 22:59:58 UTC$'
equal "gradescope: extra time counts" 1 "$(grep -c $'^l1\tlistmap\tLate One\t2026-11-06 23:30:00 UTC$' <<<"$output")"
equal "gradescope: lateness is told" 1 "$(grep -c $'^l2\t.*1 day 0 h late, 20% deducted$' <<<"$output")"
equal "gradescope: too late earns nothing" 1 "$(grep -c '4 days 0 h late, 100% deducted$' <<<"$output")"
equal "gradescope: who is not in the roster is told" 1 "$(grep -c 'parlab grade: 999.*: is not in the roster' <<<"$output")"
equal "gradescope: who handed in nothing is listed" 1 "$(grep -c $'^absent\tlistmap\tNobody\tnot handed in$' <<<"$output")"
equal "gradescope: a folder that the metadata does not name is told" 1 "$(grep -c "'submission_4': is not in" <<<"$output")"
graded gradescope
points() { grade_of "$work/out-gradescope/grades.csv" "$1" $ex points; }
equal "gradescope: two days begun cost 20%" "$(awk "BEGIN { print 0.8 * $(points m1) }")" "$(points l2)"
equal "gradescope: the absent student has no points" "0 not attempted" "$(points absent) $(verdict gradescope absent)"
sed -i 's/per_day: 10/per_day: 20/' "$work/gradescope/course.yaml"
check "gradescope: another rule scores again" 0 'l2 listmap: [a-z]' "$PARLAB" grade "$work/gradescope" --no-timing --out "$work/out-gradescope"
equal "gradescope: by the new rule" "$(awk "BEGIN { print 0.6 * $(points m1) }")" "$(points l2)"
equal "gradescope: history says why" "rescored: lateness changed" \
	"$(sqlite3 "$work/out-gradescope/gradebook.db" "SELECT why FROM history WHERE student = 'l2'")"

# --- Moodle: namesakes, by participant number

mkdir -p "$work/moodle/Ann Lee_11_assignsubmission_file" "$work/moodle/Ann Lee_12_assignsubmission_file_/src"
cp "$bad" "$work/moodle/Ann Lee_11_assignsubmission_file/$ex.c"
cp "$bad" "$work/moodle/Ann Lee_12_assignsubmission_file_/src/$ex.c"
cp "$bad" "$work/moodle/Bo Ek_13_assignsubmission_file_$ex.c"
graded moodle
equal "moodle: namesakes are two students" "11 12 13" "$(students moodle)"
equal "moodle: a folder in the place of files is named" 1 "$(grep -c "12 $ex: no $ex.c; found 'src', a folder" <<<"$output")"

# --- GitHub Classroom: hostile clones; the last commit before the deadline

mkdir "$work/github"
for account in good-coder late; do
	clone=$work/github/$ex-$account
	git init -q "$clone" && cp $stub "$clone/$ex.c"
	first=2026-11-01T00:00:00Z
	[ $account = good-coder ] || first=2026-11-08T00:00:00Z
	git_commit() {
		git -C "$clone" add -A
		GIT_COMMITTER_DATE=$1 git -C "$clone" -c user.name=n -c user.email=e@example.org commit -qm "$2"
	}
	git_commit $first first
	echo "#error after the deadline" >>"$clone/$ex.c"
	git_commit 2026-11-09T00:00:00Z second
	for key in core.fsmonitor core.pager core.sshCommand; do git -C "$clone" config $key "touch $work/PWNED"; done
	printf '#!/bin/sh\ntouch %s/PWNED\n' "$work" | tee "$clone/.git/hooks/post-checkout" >"$clone/.git/hooks/pre-commit"
	chmod +x "$clone"/.git/hooks/*
	echo "/etc" >"$clone/.git/objects/info/alternates"
done
mkdir "$work/github/$ex-empty" && git init -q "$work/github/$ex-empty"
printf 'late: {per_day: 10}\nexercises:\n  - {name: %s, due: "2026-11-05T00:00:00Z"}\n' $ex >"$work/github/course.yaml"
graded github
equal "github: a clone without a commit is told" 1 "$(grep -c "'$ex-empty': has no commit" <<<"$output")"
equal "github: the last commit before the deadline" "not attempted" "$(verdict github good-coder)"
equal "github: without one, the last of all, late" "did not compile (late)" "$(verdict github late)"
check "github: no hook and no configuration of a clone was run" 1 '' test -e "$work/PWNED"

# --- the folders' own layout: attempts, near misses

mkdir -p "$work"/folders/{twice/$ex@2026-11-0{1,2}T12:00Z,capital/$ex}
echo '#error first' >"$work/folders/twice/$ex@2026-11-01T12:00Z/$ex.c"
cp $stub "$work/folders/twice/$ex@2026-11-02T12:00Z/"
cp "$bad" "$work/folders/capital/$ex/Listmap.c"
graded folders
equal "folders: the last attempt counts" "not attempted" "$(verdict folders twice)"
equal "folders: a near miss is named" 1 "$(grep -c "capital $ex: no $ex.c; found 'Listmap.c' instead" <<<"$output")"

# --- mistakes

check "an unknown layout" 2 "there are: gradescope, moodle, canvas, github-classroom, folders" "$PARLAB" grade "$work/folders" --from canva
check "an insisted layout is used" 0 "by the layout 'folders'" "$PARLAB" grade "$work/moodle" --from folders --only $ex --dry-run
printf 'lat: {per_day: 10}\n' >"$work/wrong.yaml"
check "an unknown key of course.yaml" 2 "wrong.yaml:1: unknown key 'lat'; did you mean 'late'" "$PARLAB" grade "$work/folders" --course "$work/wrong.yaml" --dry-run
printf 'exercises:\n  - {name: listmap, due: 5.11.2026}\n' >"$work/wrong.yaml"
check "a deadline that is no time" 2 "wrong.yaml:2: '5.11.2026' is no time; write it like" "$PARLAB" grade "$work/folders" --course "$work/wrong.yaml" --dry-run
