/* page.c - the parts that all pages share: head, style, tables, verdicts. */
#include "page.h"

#include "../grading/verdict.h"
#include "escape.h"

/* Readable first: one column, system fonts, tables that scroll on a phone.  Colours only
 * repeat the words. */
// clang-format off
static const char style[] =
	":root{color-scheme:light dark;--ink:#1b1b1b;--dim:#555;--paper:#fff;--line:#d5d5d5;--band:#f5f5f5;"
	"--good:#00684c;--bad:#a63c00;--open:#0058a3}\n"
	"@media(prefers-color-scheme:dark){:root{--ink:#e9e9e9;--dim:#a9a9a9;--paper:#151515;--line:#3c3c3c;"
	"--band:#202020;--good:#3fcfa2;--bad:#ff9a5c;--open:#7cc0f5}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0 auto;padding:1rem;max-width:72rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);"
	"background:var(--paper);overflow-wrap:anywhere}\n"
	"h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}"
	"h3{font-size:1rem;margin:1.25rem 0 .25rem}\n"
	"a{color:var(--open)}.dim,small,caption{color:var(--dim)}p{margin:.35rem 0;max-width:48rem}\n"
	".scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
	"caption{text-align:left;padding:.25rem 0}"
	"caption span{display:inline-block;position:sticky;left:0;max-width:min(48rem,92vw)}\n"
	"th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;"
	"overflow-wrap:normal}\n"
	"th{background:var(--band)}td.n{text-align:right;white-space:nowrap}td.r{min-width:14rem}\n"
	"pre{background:var(--band);padding:.6rem;overflow-x:auto;font-size:.85rem;line-height:1.35;white-space:pre}\n"
	"code{background:var(--band);padding:.1rem .3rem;font-size:.9em}\n"
	".v{font-weight:600;color:var(--bad)}.v.correct{color:var(--good)}"
	".v.inconclusive,.v.not-measurable,.v.not-timed,.v.grader-error{color:var(--open)}\n"
	".note{border-left:.3rem solid var(--open);background:var(--band);padding:.5rem .8rem;margin:.8rem 0}\n"
	".charts{display:flex;flex-wrap:wrap;gap:1rem}.charts img{width:100%;max-width:34rem;height:auto;"
	"border:1px solid var(--line)}"
	"figure{margin:0;width:100%;max-width:34rem}figcaption{color:var(--dim);font-size:.9rem}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:var(--dim)}dd{margin:0}\n"
	"@media print{:root{--ink:#000;--dim:#333;--paper:#fff;--line:#999;--band:#fff;--good:#000;--bad:#000;"
	"--open:#000}body{max-width:none;padding:0;font-size:10pt}.scroll{overflow:visible}"
	"pre{white-space:pre-wrap;border:1px solid #999}tr,img,article{break-inside:avoid}a{text-decoration:none}}\n";
// clang-format on

void page_head(FILE *to, const char *title)
{
	/* file: as well as 'self', since browsers differ on what 'self' means for a page opened as a file. */
	html_print(to,
	           "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	           "img-src 'self' file:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
	           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	           "<meta name=\"referrer\" content=\"no-referrer\">\n");
	html_print(to, "<title>%s</title>\n<style>\n", title);
	fputs(style, to);
	fputs("</style>\n</head>\n<body>\n", to);
}

void page_foot(FILE *to)
{
	fputs("</body>\n</html>\n", to);
}

void page_verdict(FILE *to, enum verdict verdict, bool fault)
{
	html_print(to, "<span class=\"v %s\">%s</span>", fault ? "grader-error" : verdict_key(verdict),
	           fault ? "grader error" : verdict_words(verdict));
}

void page_table(FILE *to, const char *caption, const char *const *headers)
{
	fputs("<div class=\"scroll\"><table>\n", to);
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
