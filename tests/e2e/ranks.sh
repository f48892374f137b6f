#!/bin/bash
# ranks.sh - mpi mode: by hand and checked; what is said when ranks hang, leave, or misuse MPI; and that
# only this mode suffers where its file or Open MPI is missing.
# long: it waits for hangs.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 2
ex=factorization model=reference/$ex/$ex.c

# Without Open MPI: a build that has no kit for it.
home_in "$work/without"
rm -f "$work/without/build/kit/mpi.a"
mkdir -p "$work/class/both/$ex" "$work/class/one/$ex"
cp reference/$ex/$ex*.c "$work/class/both/$ex/"
cp $model "$work/class/one/$ex/"
check "without Open MPI: mpi mode is not measurable here, and says why" 0 'Open MPI is not installed here' \
	env PARLAB_HOME="$work/without" "$PARLAB" check $ex $model --mode mpi
check "without Open MPI: a class is graded" 0 '2 graded' \
	env PARLAB_HOME="$work/without" "$PARLAB" grade "$work/class" --no-timing --out "$work/out"
equal "without Open MPI: its points are pending, not lost" "$(grade_of "$work/out/grades.csv" both $ex max_points)" \
	"$(awk "BEGIN { print $(grade_of "$work/out/grades.csv" both $ex points) + $(grade_of "$work/out/grades.csv" both $ex pending) + \
		$(points_in $ex points) }")"
equal "without its file: the verdict is that of the other modes" "correct (not timed)" "$(grade_of "$work/out/grades.csv" one $ex verdict)"
holds "without its file: the reason says so" grep -q 'the file for it was not handed in' "$work/out/one/$ex/results.json"
mkdir "$work/alone" && cp build/reference/$ex "$work/alone/"
check "by hand, without Open MPI: what to install" 2 'needs Open MPI: install libopenmpi-dev and openmpi-bin' "$work/alone/$ex" d

if ! command -v mpirun.openmpi >/dev/null; then
	skip "mpi mode" "Open MPI is not installed"
	exit 0
fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

# --- by hand

program=build/reference/$ex expected=$(build/reference/$ex s -n 3000)
for ranks in 1 2 7; do
	equal "by hand: $ranks ranks" "$expected" "$($program d -w $ranks -n 3000 2>&1)"
	equal "by hand: the same under mpirun" "$expected" "$(mpirun.openmpi --oversubscribe -np $ranks $program d -n 3000 2>&1)"
done
check "by hand: another number than mpirun's is refused" 2 "-w 4: mpirun has started 2 ranks" mpirun.openmpi --oversubscribe -np 2 $program d -w 4
check "by hand: mpirun is for mpi mode" 2 'mpirun is for mpi mode' mpirun.openmpi --oversubscribe -np 2 $program-mpi i
check "by hand: ranks record no spans" 2 '^factorization: --spans: not in mpi mode' $program d --spans "$work/spans"

# --- checked; a hang is waited for only two seconds

home_in "$work/home"
sed -i '/^limits:/s/wall_s: [0-9]*/wall_s: 2/' "$work/home/assignments/$ex/assignment.yaml"
export PARLAB_HOME=$work/home
assemble "$work/works" tests/fixtures/$ex/{ranks-wait-in-a-circle,collectives-differ,message-too-long,only-powers-of-two,rank-leaves,relies-on-buffers}.patch
source_of() { echo "$work/works/$1/$ex/$ex.c"; }
line_of() { grep -n "$2" "$work/works/$1/$ex/${ex}_mpi.c" | head -n 1 | cut -d: -f1; }

check "the model solution is right" 0 'mpi +correct' "$PARLAB" check $ex $model --mode d --case 5
check "a deadlock: the line of the wait" 1 "timed out.* waited for a message \(${ex}_mpi.c:$(line_of ranks-wait-in-a-circle MPI_Recv)\)" \
	"$PARLAB" check $ex "$(source_of ranks-wait-in-a-circle)" --mode d --case 1 --workers 3
check "a truncated message: what MPI says, and which rank" 1 'crashed.* MPI refused a call in rank 1: MPI_ERR_TRUNCATE' \
	"$PARLAB" check $ex "$(source_of message-too-long)" --mode d --case 1 --workers 2
check "right with two ranks" 0 'mpi +correct' "$PARLAB" check $ex "$(source_of only-powers-of-two)" --mode d --case 5 --workers 2
check "wrong with three" 1 'mpi: wrong answer' "$PARLAB" check $ex "$(source_of only-powers-of-two)" --mode d --case 5 --workers 3
check "a rank that ends" 1 'exited early.* a rank ended .* before factorization_mpi had returned in every rank' \
	"$PARLAB" check $ex "$(source_of rank-leaves)" --mode d --case 2 --workers 3

# --- simulated

if command -v smpicc >/dev/null; then
	hang=$(line_of ranks-wait-in-a-circle MPI_Recv)
	check "a deadlock: in which call each rank waits" 1 "A simulation shows a deadlock: ranks 0, 1, 2 wait in MPI_Recv \(${ex}_mpi.c:$hang\)" \
		"$PARLAB" check $ex "$(source_of ranks-wait-in-a-circle)" --mode d --case 1 --workers 3
	check "collectives that do not match: which" 1 'rank 1 called MPI_Bcast .* where another called MPI_Reduce' \
		"$PARLAB" check $ex "$(source_of collectives-differ)" --mode d --case 1 --workers 2
	check "sends that rely on buffers" 1 "timed out.* On a simulated cluster of 5 machines.* wait in MPI_Send" \
		"$PARLAB" check $ex "$(source_of relies-on-buffers)" --mode d --case 1 --workers 5
	first=$output
	"$PARLAB" check $ex "$(source_of relies-on-buffers)" --mode d --case 1 --workers 5 >"$work/again" 2>&1
	equal "a simulation shows the same every time" "$(grep -o 'On a simulated.*' <<<"$first")" "$(grep -o 'On a simulated.*' "$work/again")"
	check "64 ranks" 0 'mpi +correct' "$PARLAB" check $ex $model --mode d
else
	skip "simulated ranks" "SimGrid is not installed"
fi

mkdir "$work/broken" && cp $model "$work/broken/" && echo '#error not C' >"$work/broken/${ex}_mpi.c"
check "a file that does not compile costs only its own mode" 1 'serial +correct' "$PARLAB" check $ex "$work/broken/$ex.c" --case 1 --workers 2
echo "$output" >"$work/told"
holds "and is told" grep -q "mpi: did not compile. ${ex}_mpi.c does not compile" "$work/told"
