#include "base/pages.h"

#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_PAGE = 2 * 1024 * 1024 }; /* of most processors */

unsigned char *pages_new(size_t length)
{
	size_t page = length < HUGE_PAGE / 2 ? (size_t)sysconf(_SC_PAGESIZE) : HUGE_PAGE;
	size_t rounded = (length + page - 1) / page * page;
	unsigned char *bytes = aligned_alloc(page, rounded);

	if (bytes == NULL)
		fatal("out of memory (%zu bytes asked)", rounded);
#ifdef MADV_HUGEPAGE
	if (page == HUGE_PAGE)
		(void)madvise(bytes, rounded, MADV_HUGEPAGE);
#endif
#ifdef MADV_POPULATE_WRITE
	(void)madvise(bytes, length, MADV_POPULATE_WRITE);
#endif
	return bytes;
}
