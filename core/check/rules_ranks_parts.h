#ifndef BERTH_CHECK_RULES_RANKS_PARTS_H
#define BERTH_CHECK_RULES_RANKS_PARTS_H

/* The rules of family N; rules_ranks.c has their table. */

#include "check/programs.h"

/* rules_ranks_start.c: how ranks find each other and are counted. */
void rule_meeting_place(struct check *check);
void rule_fixed_port(struct check *check);
void rule_rank_of_batch(struct check *check);
void rule_literal_variable(struct check *check);
void rule_workers_of_each_task(struct check *check);
void rule_standalone(struct check *check);
void rule_wrong_number(struct check *check);
void rule_loader_workers(struct check *check);

#endif
