#include "check/expand.h"

#include "check/shell_parts.h"

/*
 * Integers as bash computes them: the usual operators by precedence climbing, variables (with or
 * without $, whose value is a number), assignments, ++ and --. An unknown operand makes the whole
 * unknown, and nothing is computed that bash would refuse.
 */

struct sum {
	struct expander *expander;
	const char *at;
	unsigned depth;
	bool known;
	unsigned variables; /* how many lead here, each the value of the one before */
	unsigned passed; /* above 0: bash does not come to this part, so that nothing is set */
};

enum { DEPTH_MAX = 200, VARIABLE_DEPTH_MAX = 16 };

static const struct {
	const char *text;
	int precedence; /* higher binds tighter */
} binaries[] = {
	{"**", 12}, {"<<", 9}, {">>", 9}, {"<=", 8}, {">=", 8}, {"==", 7}, {"!=", 7}, {"&&", 3},
	{"||", 2}, {"*", 11}, {"/", 11}, {"%", 11}, {"+", 10}, {"-", 10}, {"<", 8}, {">", 8},
	{"&", 6}, {"^", 5}, {"|", 4},
};

static int64_t expression(struct sum *sum, int precedence);

static int64_t unknown(struct sum *sum)
{
	sum->known = false;
	return 0;
}

static void skip(struct sum *sum)
{
	while (*sum->at == ' ' || *sum->at == '\t' || *sum->at == '\n' || *sum->at == '\r')
		sum->at++;
}

static bool take(struct sum *sum, const char *text)
{
	skip(sum);
	if (!string_starts(sum->at, text))
		return false;
	sum->at += strlen(text);
	return true;
}

static int digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return 99;
}

static int64_t number(struct sum *sum)
{
	uint64_t value = 0;
	int base = 10;

	if (*sum->at == '0' && (sum->at[1] == 'x' || sum->at[1] == 'X')) {
		base = 16;
		sum->at += 2;
	} else if (*sum->at == '0') {
		base = 8;
	}
	for (; digit(*sum->at) < 36 || *sum->at == '#'; sum->at++) {
		if (*sum->at == '#') {
			if (base != 10 || value < 2 || value > 36)
				return unknown(sum);
			base = (int)value;
			value = 0;
			continue;
		}
		if (digit(*sum->at) >= base)
			return unknown(sum);
		value = value * (uint64_t)base + (uint64_t)digit(*sum->at);
	}
	return (int64_t)value;
}

static void assign(struct sum *sum, const char *name, int64_t value)
{
	if (sum->passed > 0)
		return;
	char digits[24];
	struct script_value new_value = {.state = VALUE_KNOWN};
	struct arena *arena = &sum->expander->script->arena;
	int length = snprintf(digits, sizeof digits, "%lld", (long long)value);

	if (!sum->known) {
		new_value.state = VALUE_MAYBE;
		length = snprintf(digits, sizeof digits, "%c", SHELL_HOLE);
	}
	new_value.text = (struct shell_text){
		.bytes = arena_strdup(arena, digits), .length = (size_t)length};
	/* One origin for all its bytes. */
	uint32_t *origin = arena_alloc(arena, sizeof digits * sizeof *origin);
	new_value.text.origin = origin;
	variables_set(sum->expander->variables, name, &new_value);
}

static int64_t variable_value(struct sum *sum, const char *name)
{
	struct shell_text text = expand_variable(sum->expander, name, 0);
	struct sum inner = {
		sum->expander, text.bytes, sum->depth, true, sum->variables + 1, sum->passed};
	int64_t value;

	/* Variables that name variables, each several times, cost more than their length. */
	sum->expander->spent += text.length + 16;
	if (!text_is_known(&text) || inner.variables > VARIABLE_DEPTH_MAX ||
		sum->expander->spent > EXPAND_BUDGET)
		return unknown(sum);
	if (text.length == 0)
		return 0;
	value = expression(&inner, 0);
	skip(&inner);
	if (!inner.known || *inner.at != '\0')
		return unknown(sum);
	return value;
}

static int64_t compute(struct sum *sum, const char *operator, int64_t a, int64_t b);

/* A name, with what may be done to it: = += ... ++ --. */
static int64_t name_or_assignment(struct sum *sum)
{
	static const char *const operators[] = {"<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=",
		"|=", "^="};
	char name[128];
	size_t length = 0;
	int64_t value;

	while (is_name(*sum->at) && length < sizeof name - 1)
		name[length++] = *sum->at++;
	name[length] = '\0';
	skip(sum);
	if (*sum->at == '[')
		return unknown(sum);
	if (*sum->at == '=' && sum->at[1] != '=') {
		sum->at++;
		value = expression(sum, 1);
		assign(sum, name, value);
		return value;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(operators); i++) {
		char operator[3] = {0};
		if (!take(sum, operators[i]))
			continue;
		memcpy(operator, operators[i], strlen(operators[i]) - 1);
		value = variable_value(sum, name);
		value = compute(sum, operator, value, expression(sum, 1));
		assign(sum, name, value);
		return value;
	}
	value = variable_value(sum, name);
	if (take(sum, "++"))
		assign(sum, name, (int64_t)((uint64_t)value + 1));
	else if (take(sum, "--"))
		assign(sum, name, (int64_t)((uint64_t)value - 1));
	return value;
}

static int64_t step_before(struct sum *sum, int64_t by)
{
	char name[128];
	size_t length = 0;
	int64_t value;

	skip(sum);
	if (!is_name_start(*sum->at))
		return unknown(sum);
	while (is_name(*sum->at) && length < sizeof name - 1)
		name[length++] = *sum->at++;
	name[length] = '\0';
	value = (int64_t)((uint64_t)variable_value(sum, name) + (uint64_t)by);
	assign(sum, name, value);
	return value;
}

static int64_t operand(struct sum *sum)
{
	int64_t value;

	if (sum->depth >= DEPTH_MAX)
		return unknown(sum);
	sum->depth++;
	skip(sum);
	if (take(sum, "++")) {
		value = step_before(sum, 1);
	} else if (take(sum, "--")) {
		value = step_before(sum, -1);
	} else if (take(sum, "-")) {
		value = (int64_t)-(uint64_t)operand(sum);
	} else if (take(sum, "+")) {
		value = operand(sum);
	} else if (take(sum, "!")) {
		value = operand(sum) == 0;
	} else if (take(sum, "~")) {
		value = ~operand(sum);
	} else if (take(sum, "(")) {
		value = expression(sum, 0);
		if (!take(sum, ")"))
			value = unknown(sum);
	} else if (is_digit(*sum->at)) {
		value = number(sum);
	} else if (is_name_start(*sum->at)) {
		value = name_or_assignment(sum);
	} else {
		value = unknown(sum);
	}
	sum->depth--;
	return value;
}

static int64_t power(struct sum *sum, int64_t base, int64_t exponent)
{
	uint64_t value = 1;

	if (exponent < 0 || exponent > 64)
		return unknown(sum);
	while (exponent-- > 0)
		value *= (uint64_t)base;
	return (int64_t)value;
}

static int64_t compute(struct sum *sum, const char *operator, int64_t a, int64_t b)
{
	switch (operator[0]) {
	case '*':
		if (operator[1] == '*')
			return power(sum, a, b);
		return (int64_t)((uint64_t)a * (uint64_t)b);
	case '/':
	case '%':
		if (b == 0 || b == -1)
			return b == 0 ? unknown(sum)
				      : (operator[0] == '/' ? (int64_t)-(uint64_t)a : 0);
		return operator[0] == '/' ? a / b : a % b;
	case '+': return (int64_t)((uint64_t)a + (uint64_t)b);
	case '-': return (int64_t)((uint64_t)a - (uint64_t)b);
	case '<':
		if (operator[1] == '<')
			return (int64_t)((uint64_t)a << (b & 63));
		return operator[1] == '=' ? a <= b : a < b;
	case '>':
		if (operator[1] == '>')
			return a >> (b & 63);
		return operator[1] == '=' ? a >= b : a > b;
	case '=': return a == b;
	case '!': return a != b;
	case '&': return operator[1] == '&' ? (a != 0 && b != 0) : (a & b);
	case '|': return operator[1] == '|' ? (a != 0 || b != 0) : (a | b);
	case '^': return a ^ b;
	default: return unknown(sum);
	}
}

/* An expression that counts only when `reached`. */
static int64_t branch(struct sum *sum, int precedence, bool reached)
{
	int64_t value;

	sum->passed += !reached;
	value = expression(sum, precedence);
	sum->passed -= !reached;
	return value;
}

/* The row of the operator that stands here, or their count. */
static size_t find_binary(struct sum *sum)
{
	size_t i = 0;

	skip(sum);
	while (i < ARRAY_LENGTH(binaries) && !string_starts(sum->at, binaries[i].text))
		i++;
	return i;
}

/* Operators of at least this precedence, behind their first operand. */
static int64_t binary(struct sum *sum, int precedence, int64_t value)
{
	size_t i;

	while (sum->known && (i = find_binary(sum)) < ARRAY_LENGTH(binaries) &&
		binaries[i].precedence >= precedence) {
		const char *operator = binaries[i].text;
		bool reached = string_equal(operator, "&&")   ? value != 0
			       : string_equal(operator, "||") ? value == 0
							      : true;
		/* ** alone binds from the right. */
		int next = binaries[i].precedence + !string_equal(operator, "**");
		sum->at += strlen(operator);
		value = compute(sum, operator, value, branch(sum, next, reached));
	}
	return value;
}

/* Precedence 0 is everything, 1 everything but commas. */
static int64_t expression(struct sum *sum, int precedence)
{
	int64_t value;

	if (sum->depth >= DEPTH_MAX)
		return unknown(sum);
	sum->depth++;
	value = binary(sum, precedence, operand(sum));
	if (precedence <= 1 && sum->known && take(sum, "?")) {
		int64_t yes = branch(sum, 0, value != 0), no;
		if (!take(sum, ":"))
			return unknown(sum);
		no = branch(sum, 1, value == 0);
		value = value != 0 ? yes : no;
	}
	while (precedence == 0 && sum->known && take(sum, ","))
		value = expression(sum, 1);
	sum->depth--;
	return value;
}

bool arithmetic_value(struct expander *expander, const char *text, int64_t *value)
{
	struct sum sum = {expander, text, 0, true, 0, 0};
	int64_t result;

	skip(&sum);
	if (*sum.at == '\0') {
		*value = 0;
		return true;
	}
	result = expression(&sum, 0);
	skip(&sum);
	if (!sum.known || *sum.at != '\0')
		return false;
	*value = result;
	return true;
}
