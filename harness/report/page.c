/* page.c - the parts that all pages share: head, style, tables, verdicts.  It decides nothing. */
#include "page.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "escape.h"

/* Readable first: one column, system fonts, tables that scroll on a phone.  Colours only
 * repeat the words, and each has a contrast of 4.5 or more on what it stands on. */
// clang-format off
static const char style[] =
	":root{color-scheme:light dark;--ink:#1b1b1b;--dim:#555;--paper:#fff;--line:#d5d5d5;--band:#f5f5f5;"
	"--good:#00684c;--bad:#a63c00;--open:#0058a3;--bar:#bfe3d6;--gap:#f3cdb8;--wait:#c5ddf3}\n"
	"@media screen and (prefers-color-scheme:dark){:root{--ink:#e9e9e9;--dim:#adadad;--paper:#151515;"
	"--line:#3c3c3c;--band:#202020;--good:#3fcfa2;--bad:#ff9a5c;--open:#7cc0f5;--bar:#14503f;--gap:#5b2a10;"
	"--wait:#17405f}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0 auto;padding:1rem;max-width:72rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);"
	"background:var(--paper);overflow-wrap:anywhere}\n"
	"h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}"
	"h3{font-size:1rem;margin:1.25rem 0 .25rem}\n"
	"a{color:var(--open)}summary{cursor:pointer;padding:.25rem 0;max-width:60rem}.dim,small,caption{color:var(--dim)}"
	"p,li{margin:.35rem 0;max-width:48rem}ul{padding-left:1.25rem}\n"
	":focus-visible{outline:.15rem solid var(--open);outline-offset:.1rem}\n"
	".scroll{overflow-x:auto;max-width:100%}table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
	"caption{text-align:left;padding:.25rem 0}"
	"caption span{display:inline-block;position:sticky;left:0;max-width:min(48rem,88vw)}\n"
	"th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;"
	"overflow-wrap:normal}\n"
	"th{background:var(--band)}td.n{text-align:right;white-space:nowrap}td.r{min-width:14rem}\n"
	"pre{background:var(--band);padding:.6rem;overflow-x:auto;font-size:.85rem;line-height:1.35;white-space:pre}\n"
	"code{background:var(--band);padding:.1rem .3rem;font-size:.9em}\n"
	".v{font-weight:600;color:var(--bad)}.v.correct{color:var(--good)}"
	".v.inconclusive,.v.not-measurable,.v.not-timed,.v.grader-error{color:var(--open)}\n"
	".say{font-size:1.15rem}.note,.next{border-left:.3rem solid var(--open);background:var(--band);"
	"padding:.5rem .8rem;margin:.8rem 0;max-width:48rem}\n"
	".grid td{text-align:center;min-width:4.6rem}.grid small{display:block}.grid thead th:not(:first-child){text-align:center}"
	".full{background:var(--bar)}.none{background:var(--gap)}"
	".some{background:linear-gradient(to right,var(--bar) var(--got),var(--gap) var(--got))}"
	".open{background:linear-gradient(to right,var(--bar) var(--got),var(--wait) var(--got))}"
	".full small,.none small,.some small,.open small{color:inherit}\n"
	".charts{display:flex;flex-wrap:wrap;gap:1.5rem;margin-bottom:1.5rem}figure{margin:0;width:100%;max-width:33rem}"
	"figure img{width:100%;height:auto}figcaption{color:var(--dim);font-size:.9rem}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:var(--dim)}dd{margin:0}\n"
	".tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.6rem 0}"
	".tools label{font-size:.9rem}.tools input,.tools select{display:block;font:inherit;color:inherit;"
	"background:var(--paper);border:1px solid var(--dim);padding:.2rem .4rem;max-width:100%}.tools[hidden]{display:none}\n"
	".class{max-height:85vh;overflow:auto}.class th,.class td{padding:.2rem .5rem}.class .v{display:block;font-size:.85rem}"
	".class thead th{position:sticky;top:0;z-index:2}.class th:first-child{position:sticky;left:0;z-index:1;"
	"width:9rem;overflow-wrap:anywhere}.class thead th:first-child{z-index:3}.class small{display:block}"
	".class table{table-layout:fixed;min-width:100%}.class thead th{width:7.5rem}"
	"th button{font:inherit;font-weight:600;color:inherit;background:none;border:0;"
	"padding:0;cursor:pointer;text-align:left}th button::after{content:\" \\2195\";color:var(--dim)}"
	"[aria-sort=ascending] button::after{content:\" \\2191\"}[aria-sort=descending] button::after{content:\" \\2193\"}\n"
	".bars td:last-child{width:100%}.bars i{display:block;height:1rem;background:var(--good)}\n"
	".dots{width:100%;max-width:33rem;height:auto;color:var(--good);overflow:visible}"
	".dots text{fill:var(--ink);font-size:12px}.dots line{stroke:var(--dim)}"
	".dots circle{fill:currentColor;fill-opacity:.45}\n"
	".by-exercise{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:0 2.5rem}\n"
	"@media(max-width:40rem){.class th:first-child{width:6.5rem}.grid th,.grid td{padding:.25rem .15rem;min-width:0;font-size:.8rem}}\n"
	"@media print{:root{--ink:#000;--dim:#333;--paper:#fff;--line:#999;--band:#fff;--good:#000;--bad:#000;"
	"--open:#000}body{max-width:none;padding:0;font-size:10pt}.scroll,.class{overflow:visible;max-height:none}"
	"pre{white-space:pre-wrap;border:1px solid #999}tr,img,article{break-inside:avoid}a{text-decoration:none}"
	".tools{display:none}details::details-content{content-visibility:visible;display:block}"
	".full,.none,.some,.open{print-color-adjust:exact}}\n";
// clang-format on

/* The policy names the only script that may run: 'sha256-...'. */
static void write_policy(FILE *to, const char *script)
{
	fputs("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
	      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
	      to);
	if (script) {
		unsigned char digest[SHA256_DIGEST_LENGTH];
		SHA2_CTX state;
		SHA256Init(&state);
		SHA256Update(&state, (const unsigned char *)script, strlen(script));
		SHA256Final(digest, &state);
		fputs("; script-src 'sha256-", to);
		escape_base64(to, digest, sizeof digest);
		fputs("'", to);
	}
	fputs("\">\n", to);
}

static const char stamp_tag[] = "<meta name=\"parlab-stamp\" content=\"";

void page_head(FILE *to, const char *title, const char *script, const char *stamp)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", to);
	if (stamp) {
		fputs(stamp_tag, to);
		html_print(to, "%s\">\n", stamp);
	}
	write_policy(to, script);
	html_print(to,
	           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	           "<meta name=\"referrer\" content=\"no-referrer\">\n"
	           "<title>%s</title>\n<style>\n",
	           title);
	fputs(style, to);
	fputs("</style>\n</head>\n<body>\n<main>\n", to);
}

void page_foot(FILE *to, const char *script)
{
	fputs("</main>\n", to);
	if (script) {
		fputs("<script>", to);
		fputs(script, to);
		fputs("</script>\n", to);
	}
	fputs("</body>\n</html>\n", to);
}

/* The stamp stands in the head, before any text from a submission. */
bool page_has_stamp(const char *page, const char *stamp)
{
	const char *at = strstr(page, stamp_tag);

	return at && strncmp(at + strlen(stamp_tag), stamp, strlen(stamp)) == 0 &&
	       at[strlen(stamp_tag) + strlen(stamp)] == '"';
}

void page_verdict(FILE *to, enum verdict verdict, bool fault)
{
	html_print(to, "<span class=\"v %s\">%s</span>", fault ? "grader-error" : verdict_key(verdict),
	           fault ? "grader error" : verdict_words(verdict));
}

void page_table(FILE *to, const char *name, const char *caption, const char *const *headers)
{
	/* It can be reached by keyboard, so that it can be scrolled by keyboard. */
	html_print(to, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"%s\"><table>\n",
	           name);
	if (caption)
		html_print(to, "<caption><span>%s</span></caption>\n", caption);
	fputs("<thead><tr>", to);
	for (; *headers; headers++)
		html_print(to, "<th scope=\"col\">%s</th>", *headers);
	fputs("</tr></thead>\n<tbody>\n", to);
}

void page_table_end(FILE *to)
{
	fputs("</tbody></table></div>\n", to);
}

void page_number(FILE *to, const char *text)
{
	html_print(to, "<td class=\"n\">%s</td>", text);
}

void page_count(FILE *to, int count)
{
	html_print(to, "<td class=\"n\">%d</td>", count);
}

void page_fold(FILE *to, const char *summary)
{
	html_print(to, "<details>\n<summary>%s</summary>\n", summary);
}

void page_fold_end(FILE *to)
{
	fputs("</details>\n", to);
}
