// SPDX-License-Identifier: MIT
#include "answer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/plain.h"
#include "../base/rfc3339.h"
#include "../output/print.h"
#include "reason.h"

/* What may complete any evidence, such as a revocation list, is never left out. */
static bool add_shared(const struct questions *q, struct request *request)
{
	if (q->n_shared > SNPGUEST_PARTS_MAX - request->n_parts)
		return false;
	for (size_t i = 0; i < q->n_shared; i++)
		request->parts[request->n_parts++] = q->shared[i];
	return true;
}

static int judge_request(const struct questions *q, struct request *request,
			 struct answer *answer, char **text,
			 struct snpguest_error *error)
{
	return snpguest_judge(q->verifier, request->parts, request->n_parts,
			      q->policy, q->at, &answer->verdict,
			      q->json ? text : NULL, error);
}

static int say(struct answer *answer, json_t *json)
{
	answer->text = json_text(json, true);
	return answer->text ? 0 : -ENOMEM;
}

/* The members that every verdict has. */
static json_t *refusal(const struct questions *q, const char *name,
		       const char *what)
{
	char at[TIME_TEXT_SIZE];

	time_format(q->at, at);
	return json_pack("{s:o, s:s, s:[s], s:n, s:[{s:s, s:s, s:o}], s:n, s:n,"
			 " s:s, s:s, s:n}",
			 "input", json_of_string(name), "verdict", "refused",
			 "failed", "input", "root", "checks", "check", "input",
			 "result", "fail", "detail", json_of_string(what), "report", "certificate", "at", at, "version",
			 snpguest_version(), "policy_sha256");
}

static int say_wrong(const struct questions *q, const char *name,
		     const char *what, struct answer *answer)
{
	const char *verdict = answer->trouble ? "unknown" : "refused";

	if (q->json && answer->trouble)
		return say(answer, json_pack("{s:o, s:s, s:o}", "input",
					     json_of_string(name), "verdict",
					     verdict, "error",
					     json_of_string(what)));
	if (q->json)
		return say(answer, refusal(q, name, what));
	return asprintf(&answer->text, "%s: %s (input: %s)\n", name, verdict,
			what) < 0 ? -ENOMEM : 0;
}

/* @verdict is an object of the library's; its name goes in front. */
static int say_json(const char *name, const char *verdict,
		    struct answer *answer)
{
	json_t *json = json_string(name);
	char *quoted = json ? json_dumps(json, JSON_ENCODE_ANY |
						       JSON_ENSURE_ASCII) :
			      NULL;
	int n = quoted ? asprintf(&answer->text, "{\"input\":%s,%s\n", quoted,
				  verdict + 1) :
			 -1;

	free(quoted);
	json_decref(json);
	return n < 0 ? -ENOMEM : 0;
}

/* "NAME: refused (report-signature, measurement)" */
static void write_text(FILE *out, const char *name,
		       const struct snpguest_verdict *verdict)
{
	const char *before = " (";
	const struct snpguest_check *check;

	fprintf(out, "%s: %s", name, 
		status_name(snpguest_verdict_status(verdict)));
	for (size_t i = 0; (check = verdict_reason(verdict, &i)); i++) {
		fprintf(out, "%s%s", before, check->name);
		before = ", ";
	}
	fputs(snpguest_verdict_accepted(verdict) ? "\n" : ")\n", out);
}

static int say_text(const char *name, struct answer *answer)
{
	size_t size;
	FILE *out = open_memstream(&answer->text, &size);

	if (!out)
		return -ENOMEM;
	write_text(out, name, answer->verdict);
	return fclose(out) ? -ENOMEM : 0;
}

static int answer_request(const struct questions *q, struct request *request,
			  struct answer *answer)
{
	struct snpguest_error error;
	char *text = NULL;
	int ret;

	if (!*request->wrong && !add_shared(q, request))
		snprintf(request->wrong, sizeof(request->wrong),
			 "more than %d parts, with those of --certs",
			 SNPGUEST_PARTS_MAX);
	/* What somebody else chose must not look like other lines. */
	if (!q->json) {
		plain_text(request->name);
		plain_text(request->wrong);
	}
	if (*request->wrong) {
		answer->trouble = request->trouble;
		return say_wrong(q, request->name, request->wrong, answer);
	}
	ret = judge_request(q, request, answer, &text, &error);
	if (!answer->verdict) {
		answer->trouble = true;
		return say_wrong(q, request->name, error.what, answer);
	}
	ret = q->json ? say_json(request->name, text, answer) :
			say_text(request->name, answer);
	free(text);
	return ret;
}

int answer_line(const struct questions *questions, const struct line *line,
		uint64_t number, struct answer *answer)
{
	struct request request = { 0 };
	int err = request_read(&request, line, number, &questions->from);

	if (!err)
		err = answer_request(questions, &request, answer);
	request_free(&request);
	return err;
}

void answer_free(struct answer *answer)
{
	snpguest_verdict_free(answer->verdict);
	free(answer->text);
}
