# gantt.gp - who did which task when: plots/gantt.gp, which any exercise may use, draws it.
load ARG0[1:strlen(ARG0) - strlen('gantt.gp')].'../../plots/gantt.gp'
