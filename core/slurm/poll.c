#include "slurm/poll.h"

void slurm_poll_want(struct slurm_poll *poll, enum slurm_question kind, bool wanted)
{
	poll->items[kind].wanted = wanted;
}

static bool is_due(const struct slurm_poll_item *item, int64_t now)
{
	return item->wanted && (!item->asked || now >= item->due);
}

bool slurm_poll_next(struct slurm_poll *poll, int64_t now, enum slurm_question *kind)
{
	if (poll->busy)
		return false;
	for (unsigned i = 1; i <= SLURM_QUESTIONS; i++) {
		unsigned next = ((unsigned)poll->last + i) % SLURM_QUESTIONS;
		if (!is_due(&poll->items[next], now))
			continue;
		poll->busy = true;
		poll->last = *kind = (enum slurm_question)next;
		return true;
	}
	return false;
}

void slurm_poll_done(struct slurm_poll *poll, enum slurm_question kind, bool fine, int64_t now)
{
	struct slurm_poll_item *item = &poll->items[kind];
	int64_t pause = SLURM_POLL_INTERVAL;

	poll->busy = false;
	item->asked = true;
	item->failures = fine ? 0 : item->failures + 1;
	for (unsigned i = 0; i < item->failures && pause < SLURM_POLL_LONGEST; i++)
		pause *= 2;
	item->due = now + (pause < SLURM_POLL_LONGEST ? pause : SLURM_POLL_LONGEST);
}

void slurm_poll_soon(struct slurm_poll *poll, enum slurm_question kind, int64_t now)
{
	struct slurm_poll_item *item = &poll->items[kind];

	if (item->failures == 0 && item->due > now + SLURM_POLL_SOON)
		item->due = now + SLURM_POLL_SOON;
}

int64_t slurm_poll_wait(const struct slurm_poll *poll, int64_t now)
{
	int64_t least = -1;

	if (poll->busy)
		return -1;
	for (size_t i = 0; i < SLURM_QUESTIONS; i++) {
		const struct slurm_poll_item *item = &poll->items[i];
		int64_t wait = is_due(item, now) ? 0 : item->due - now;
		if (item->wanted && (least < 0 || wait < least))
			least = wait;
	}
	return least;
}
