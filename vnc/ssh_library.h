#ifndef BERTH_VNC_SSH_LIBRARY_H
#define BERTH_VNC_SSH_LIBRARY_H

/*
 * libssh, loaded when it is needed: with it come libcrypto and Kerberos, which would slow down the
 * start of every command. Its functions are called as library.ssh_new() and so on.
 */

#include "base/base.h"
#include "base/diag.h"

#ifdef HAVE_SSH

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>

/* Every function of libssh that Berth calls. */
#define SSH_FUNCTIONS(F)                                                                           \
	F(ssh_new)                                                                                 \
	F(ssh_free)                                                                                \
	F(ssh_connect)                                                                             \
	F(ssh_get_error)                                                                           \
	F(ssh_get_fd)                                                                              \
	F(ssh_get_poll_flags)                                                                      \
	F(ssh_get_server_publickey)                                                                \
	F(ssh_get_status)                                                                          \
	F(ssh_is_connected)                                                                        \
	F(ssh_options_set)                                                                         \
	F(ssh_set_blocking)                                                                        \
	F(ssh_set_agent_socket)                                                                    \
	F(ssh_set_log_callback)                                                                    \
	F(ssh_set_log_level)                                                                       \
	F(ssh_set_counters)                                                                        \
	F(ssh_send_keepalive)                                                                      \
	F(ssh_string_free_char)                                                                    \
	F(ssh_get_fingerprint_hash)                                                                \
	F(ssh_get_publickey_hash)                                                                  \
	F(ssh_clean_pubkey_hash)                                                                   \
	F(ssh_key_cmp)                                                                             \
	F(ssh_key_free)                                                                            \
	F(ssh_key_type)                                                                            \
	F(ssh_key_type_from_name)                                                                  \
	F(ssh_key_type_to_char)                                                                    \
	F(ssh_known_hosts_parse_line)                                                              \
	F(ssh_knownhosts_entry_free)                                                               \
	F(ssh_pki_export_privkey_to_pubkey)                                                        \
	F(ssh_pki_export_pubkey_base64)                                                            \
	F(ssh_pki_import_privkey_base64)                                                           \
	F(ssh_pki_import_pubkey_base64)                                                            \
	F(ssh_pki_import_pubkey_file)                                                              \
	F(ssh_userauth_none)                                                                       \
	F(ssh_userauth_list)                                                                       \
	F(ssh_userauth_agent)                                                                      \
	F(ssh_userauth_try_publickey)                                                              \
	F(ssh_userauth_publickey)                                                                  \
	F(ssh_userauth_password)                                                                   \
	F(ssh_userauth_kbdint)                                                                     \
	F(ssh_userauth_kbdint_getinstruction)                                                      \
	F(ssh_userauth_kbdint_getname)                                                             \
	F(ssh_userauth_kbdint_getnprompts)                                                         \
	F(ssh_userauth_kbdint_getprompt)                                                           \
	F(ssh_userauth_kbdint_setanswer)                                                           \
	F(ssh_channel_new)                                                                         \
	F(ssh_channel_free)                                                                        \
	F(ssh_channel_is_eof)                                                                      \
	F(ssh_channel_is_open)                                                                     \
	F(ssh_channel_open_session)                                                                \
	F(ssh_channel_open_forward)                                                                \
	F(ssh_channel_open_forward_unix)                                                           \
	F(ssh_channel_request_exec)                                                                \
	F(ssh_channel_read_nonblocking)                                                            \
	F(ssh_channel_write)                                                                       \
	F(ssh_channel_window_size)                                                                 \
	F(ssh_channel_send_eof)                                                                    \
	F(ssh_remove_channel_callbacks)                                                            \
	F(ssh_set_channel_callbacks)                                                               \
	F(ssh_event_new)                                                                           \
	F(ssh_event_free)                                                                          \
	F(ssh_event_add_session)                                                                   \
	F(ssh_event_remove_session)                                                                \
	F(ssh_event_dopoll)

struct ssh_library {
#define SSH_MEMBER(name) __typeof__(&name) name;
	SSH_FUNCTIONS(SSH_MEMBER)
#undef SSH_MEMBER
};

extern struct ssh_library library;

#endif

/* Once for all threads. H01 when it is not there or lacks a function. */
bool ssh_library_load(struct diags *diags) MUST_USE;

#endif
