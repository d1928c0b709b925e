#ifndef BERTH_CLI_FAST_COPIES_H
#define BERTH_CLI_FAST_COPIES_H

/*
 * For commands that move many bytes through libssh, which copies each packet twice. On AMD's
 * processors glibc before 2.39 copies blocks of some kilobytes by an instruction (rep movsb) that
 * runs at a twentieth of the speed when the target lies a few bytes ahead of the source modulo
 * 4096, as libssh's buffers do (glibc's bug 30994). The loader reads what turns it off from the
 * environment only: so the program starts itself anew, as the same process, once.
 */

/* Returns when there is nothing to do, or it cannot be done. Before anything else of the command.
 */
void fast_copies(void);

#endif
