#include "vnc/ssh_config.h"

#include <stddef.h>
#include <strings.h>

enum kind {
	WORD,     /* char * */
	LINE,     /* char *, the words with blanks between them */
	FILES,    /* struct strings */
	IDENTITY, /* struct strings, which grows */
	NUMBER,   /* int64_t */
	SECONDS,  /* int64_t; "90", "1m30s" */
	FLAG,     /* bool */
	TRUST,
};

#define MEMBER(name) offsetof(struct ssh_settings, name)

/* What is honoured. */
static const struct row {
	const char *keyword;
	enum kind kind;
	size_t member;
	int64_t least, most;
} rows[] = {
	{"HostName", WORD, MEMBER(host), 0, 0},
	{"User", WORD, MEMBER(user), 0, 0},
	{"Port", NUMBER, MEMBER(port), 1, 65535},
	{"IdentityFile", IDENTITY, MEMBER(identities), 0, 0},
	{"IdentitiesOnly", FLAG, MEMBER(identities_only), 0, 0},
	{"IdentityAgent", WORD, MEMBER(agent), 0, 0},
	{"ProxyCommand", LINE, MEMBER(proxy_command), 0, 0},
	{"ProxyJump", WORD, MEMBER(proxy_jump), 0, 0},
	{"HostKeyAlias", WORD, MEMBER(host_key_alias), 0, 0},
	{"HashKnownHosts", FLAG, MEMBER(hash_known_hosts), 0, 0},
	{"UserKnownHostsFile", FILES, MEMBER(known_hosts), 0, 0},
	{"GlobalKnownHostsFile", FILES, MEMBER(global_known_hosts), 0, 0},
	{"StrictHostKeyChecking", TRUST, MEMBER(trust), 0, 0},
	{"Ciphers", WORD, MEMBER(ciphers), 0, 0},
	{"MACs", WORD, MEMBER(macs), 0, 0},
	{"KexAlgorithms", WORD, MEMBER(key_exchanges), 0, 0},
	{"HostKeyAlgorithms", WORD, MEMBER(host_key_types), 0, 0},
	{"PubkeyAcceptedAlgorithms", WORD, MEMBER(public_key_types), 0, 0},
	{"Compression", FLAG, MEMBER(compression), 0, 0},
	{"PubkeyAuthentication", FLAG, MEMBER(public_keys), 0, 0},
	{"KbdInteractiveAuthentication", FLAG, MEMBER(interactive), 0, 0},
	{"PasswordAuthentication", FLAG, MEMBER(passwords), 0, 0},
	{"NumberOfPasswordPrompts", NUMBER, MEMBER(prompts), 1, 100},
	{"ConnectTimeout", SECONDS, MEMBER(connect_timeout), 0, 86400},
	{"ServerAliveInterval", SECONDS, MEMBER(alive_interval), 0, 86400},
	{"ServerAliveCountMax", NUMBER, MEMBER(alive_count), 1, 1000},
};
_Static_assert(ARRAY_LENGTH(rows) <= 64, "a bit of 'said' for each");

/* Other names of the same. */
static const struct {
	const char *old, *keyword;
} synonyms[] = {
	{"PubkeyAcceptedKeyTypes", "PubkeyAcceptedAlgorithms"},
	{"ChallengeResponseAuthentication", "KbdInteractiveAuthentication"},
	{"SkeyAuthentication", "KbdInteractiveAuthentication"},
	{"DSAAuthentication", "PubkeyAuthentication"},
	{"IdentityFile2", "IdentityFile"},
	{"UserKnownHostsFile2", "UserKnownHostsFile"},
};

/* What is not honoured although it may decide whether a connection comes about or is safe, unless
 * its value is "no" or "none". Everything else that ssh knows makes no difference here. */
static const struct {
	const char *keyword, *what;
} passed_over[] = {
	{"AddressFamily", "any address of the host is tried"},
	{"BindAddress", "the system chooses the address of this host"},
	{"BindInterface", "the system chooses the interface"},
	{"CanonicalizeHostname", "the name is taken as it stands"},
	{"CertificateFile", "no certificate is shown to the server"},
	{"DynamicForward", "only what the command asks for is forwarded"},
	{"HostbasedAuthentication", "this host does not vouch for you"},
	{"KnownHostsCommand", "only files tell which host keys are known"},
	{"LocalForward", "only what the command asks for is forwarded"},
	{"PKCS11Provider", "keys of a smart card are only used through an agent"},
	{"PreferredAuthentications", "Berth has an order of its own: keys, codes, passwords"},
	{"ProxyUseFdpass", "the proxy has to pass the bytes on itself"},
	{"RemoteCommand", "nothing but what the command asks for is run"},
	{"RemoteForward", "only what the command asks for is forwarded"},
	{"RevokedHostKeys", "only lines '@revoked' of known_hosts are"},
	{"Tunnel", "only what the command asks for is forwarded"},
	{"VerifyHostKeyDNS", "only files tell which host keys are known"},
};

static struct place here(const struct ssh_config_reader *reader, const char *keyword)
{
	return (struct place){.file = reader->file, .line = reader->line, .field = keyword};
}

static void fail(struct ssh_config_reader *reader, const char *keyword, const char *why)
{
	struct place place = here(reader, keyword);

	diags_add(reader->diags, SEVERITY_ERROR, "H08", &place, "'%s': %s", keyword, why);
	reader->failed = true;
}

static void note(struct ssh_config_reader *reader, const char *keyword, const char *what)
{
	struct place place = here(reader, keyword);

	diags_add(reader->diags, SEVERITY_NOTE, "H09", &place, "'%s' is not honoured: %s", keyword,
		what);
}

static bool read_flag(const char *word, bool *flag)
{
	/* The last two are ways of PubkeyAuthentication that only an agent can tell apart. */
	if (strcasecmp(word, "yes") == 0 || strcasecmp(word, "true") == 0 ||
		strcasecmp(word, "unbound") == 0 || strcasecmp(word, "host-bound") == 0)
		*flag = true;
	else if (strcasecmp(word, "no") == 0 || strcasecmp(word, "false") == 0)
		*flag = false;
	else
		return false;
	return true;
}

/* "confirm" and "ask" ask; what would take a changed key does not exist here. */
static bool read_trust(const char *word, enum ssh_trust *trust)
{
	static const struct {
		const char *word;
		enum ssh_trust trust;
	} words[] = {
		{"ask", SSH_TRUST_ASK},
		{"yes", SSH_TRUST_YES},
		{"true", SSH_TRUST_YES},
		{"accept-new", SSH_TRUST_NEW},
		{"no", SSH_TRUST_NEW},
		{"off", SSH_TRUST_NEW},
		{"false", SSH_TRUST_NEW},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (strcasecmp(word, words[i].word) == 0) {
			*trust = words[i].trust;
			return true;
		}
	return false;
}

/* A number with units behind each part when `units` is set: "90", "1m30s". */
static bool read_number(const char *word, bool units, int64_t *number)
{
	int64_t sum = 0, part = 0;
	bool digits = false, open = false;

	for (; *word != '\0'; word++) {
		const char *unit = units ? strchr("sSmMhHdDwW", *word) : NULL;
		static const int64_t sizes[] = {
			1, 1, 60, 60, 3600, 3600, 86400, 86400, 604800, 604800};
		if (*word >= '0' && *word <= '9') {
			part = part * 10 + (*word - '0');
			digits = open = true;
		} else if (unit != NULL && open) {
			sum += part * sizes[unit - "sSmMhHdDwW"];
			part = 0;
			open = false;
		} else {
			return false;
		}
		if (part > 100000000 || sum > 100000000)
			return false;
	}
	*number = sum + part;
	return digits;
}

static void add_words(const struct strings *words, struct strings *to)
{
	for (size_t i = 1; i < words->count && to->count < SSH_CONFIG_FILES_MAX; i++)
		strings_add(to, words->items[i]);
}

static void take(struct ssh_config_reader *reader, const struct row *row, struct strings *words)
{
	char *member = (char *)reader->settings + row->member;
	const char *first = words->items[1];
	struct text line = TEXT_INIT;
	bool fine = true;

	switch (row->kind) {
	case WORD:
		*(char **)(void *)member = xstrdup(first);
		break;
	case LINE:
		for (size_t i = 1; i < words->count; i++)
			text_append_format(&line, "%s%s", i > 1 ? " " : "", words->items[i]);
		*(char **)(void *)member = text_detach(&line);
		break;
	case FILES:
	case IDENTITY:
		add_words(words, (struct strings *)(void *)member);
		break;
	case NUMBER:
	case SECONDS: {
		int64_t number = 0;
		fine = read_number(first, row->kind == SECONDS, &number) && number >= row->least &&
		       number <= row->most;
		if (fine)
			*(int64_t *)(void *)member = number;
		break;
	}
	case FLAG:
		fine = read_flag(first, (bool *)(void *)member);
		break;
	case TRUST:
		fine = read_trust(first, (enum ssh_trust *)(void *)member);
		break;
	}
	if (!fine)
		fail(reader, row->keyword, "this value makes no sense");
}

static uint64_t bit_of(const char *keyword)
{
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		if (string_equal(rows[i].keyword, keyword))
			return (uint64_t)1 << i;
	BUG("no keyword");
}

static void keyword_line(struct ssh_config_reader *reader, struct strings *words)
{
	const char *keyword = words->items[0];

	for (size_t i = 0; i < ARRAY_LENGTH(synonyms); i++)
		if (strcasecmp(keyword, synonyms[i].old) == 0)
			keyword = synonyms[i].keyword;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct row *row = &rows[i];
		uint64_t bit = (uint64_t)1 << i;
		if (strcasecmp(keyword, row->keyword) != 0)
			continue;
		if (words->count < 2)
			fail(reader, row->keyword, "it has no value");
		else if (row->kind == IDENTITY || (reader->said & bit) == 0)
			take(reader, row, words);
		reader->said |= bit;
		/* Of the two ways through another host the first that is named counts. */
		if (string_equal(row->keyword, "ProxyCommand"))
			reader->said |= bit_of("ProxyJump");
		if (string_equal(row->keyword, "ProxyJump"))
			reader->said |= bit_of("ProxyCommand");
		return;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(passed_over); i++)
		if (strcasecmp(keyword, passed_over[i].keyword) == 0 && words->count > 1 &&
			strcasecmp(words->items[1], "no") != 0 &&
			strcasecmp(words->items[1], "none") != 0 &&
			strcasecmp(words->items[1], "any") != 0)
			note(reader, passed_over[i].keyword, passed_over[i].what);
}

static bool match_one(struct ssh_config_reader *reader, const char *criterion, const char *value)
{
	const struct ssh_settings *settings = reader->settings;
	const char *host = settings->host != NULL ? settings->host : settings->alias;
	const char *user = settings->user != NULL ? settings->user : reader->local_user;
	const struct {
		const char *word, *subject;
	} criteria[] = {
		{"host", host},
		{"originalhost", settings->alias},
		{"user", user},
		{"localuser", reader->local_user},
	};
	struct strings patterns = {0};
	bool fits = false, known = false;

	strings_split(&patterns, value, ',');
	for (size_t i = 0; i < ARRAY_LENGTH(criteria); i++)
		if (strcasecmp(criterion, criteria[i].word) == 0) {
			known = true;
			fits = ssh_patterns_match(criteria[i].subject, &patterns);
		}
	strings_release(&patterns);
	if (!known)
		note(reader, "Match",
			"Berth knows only 'all', 'host', 'originalhost', 'user' and "
			"'localuser', so this block is passed over");
	return fits;
}

/* Criteria may have a "!" in front, and "=" instead of a blank behind them. */
static bool match_line(struct ssh_config_reader *reader, const struct strings *words)
{
	bool all = true;

	for (size_t i = 1; i < words->count && all; i++) {
		const char *word = words->items[i];
		bool negated = word[0] == '!';
		const char *equal = strchr(word, '=');
		char *criterion;
		word += negated ? 1 : 0;
		if (strcasecmp(word, "all") == 0) {
			all = !negated;
			continue;
		}
		criterion = equal != NULL ? xstrndup(word, (size_t)(equal - word)) : xstrdup(word);
		if (equal == NULL && i + 1 == words->count)
			all = match_one(
				reader, criterion, ""); /* "final", "canonical": not known */
		else
			all = match_one(reader, criterion,
				      equal != NULL ? equal + 1 : words->items[++i]) != negated;
		free(criterion);
	}
	return all && words->count > 1;
}

static void read_line(struct ssh_config_reader *reader, const char *line, size_t length)
{
	struct strings words = {0};
	bool whole = ssh_config_split(line, length, &words);

	if (words.count == 0) {
		strings_release(&words);
		return;
	}
	if (!whole) {
		fail(reader, words.items[0], "a quote is not closed");
	} else if (strcasecmp(words.items[0], "Host") == 0) {
		struct strings patterns = {0};
		add_words(&words, &patterns);
		reader->active =
			!reader->closed && ssh_patterns_match(reader->settings->alias, &patterns);
		strings_release(&patterns);
	} else if (strcasecmp(words.items[0], "Match") == 0) {
		reader->active = !reader->closed && match_line(reader, &words);
	} else if (reader->active && strcasecmp(words.items[0], "Include") == 0) {
		for (size_t i = 1; i < words.count && reader->include != NULL; i++)
			if (reader->depth < SSH_CONFIG_DEPTH_MAX)
				reader->include(reader, words.items[i]);
			else
				fail(reader, "Include", "files include each other without end");
	} else if (reader->active) {
		keyword_line(reader, &words);
	}
	strings_release(&words);
}

void ssh_config_read(
	struct ssh_config_reader *reader, const char *bytes, size_t length, const char *file)
{
	struct ssh_config_reader outer = *reader;

	/* Within a file blocks begin anew, and end with it; what includes it has to be active. */
	reader->file = file;
	reader->line = 0;
	reader->depth++;
	reader->closed = outer.depth > 0 && !outer.active;
	reader->active = !reader->closed;
	while (length > 0) {
		const char *end = memchr(bytes, '\n', length);
		size_t size = end != NULL ? (size_t)(end - bytes) : length;
		reader->line++;
		if (memchr(bytes, '\0', size) == NULL)
			read_line(reader, bytes, size);
		size += end != NULL ? 1 : 0;
		bytes += size;
		length -= size;
	}
	reader->file = outer.file;
	reader->line = outer.line;
	reader->depth = outer.depth;
	reader->closed = outer.closed;
	reader->active = outer.active;
}

bool ssh_config_start(struct ssh_config_reader *reader, const char *host)
{
	const char *at = strrchr(host, '@');
	struct ssh_settings *settings = reader->settings;

	*settings = (struct ssh_settings){
		.prompts = 3, .public_keys = true, .interactive = true, .passwords = true};
	settings->alias = xstrdup(at != NULL ? at + 1 : host);
	if (at != NULL) {
		settings->user = xstrndup(host, (size_t)(at - host));
		reader->said |= bit_of("User");
	}
	if (ssh_name_is_safe(settings->alias) &&
		(settings->user == NULL || ssh_name_is_safe(settings->user)))
		return true;
	return diags_fail(reader->diags, "H08", NULL, "'%s' cannot be the name of a host", host);
}
