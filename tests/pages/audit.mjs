/* audit.mjs FOLDER NODE_MODULES PAGE... - opens these pages below FOLDER, and the charts beside
 * them, in headless Chromium and checks what a reader meets: errors, links, widths, contrast, accessibility (axe-core), sorting and
 * filtering, printing, and the text in charts.
 *
 * Prints TAP.  Reads files only: it loads nothing from a network, and a page that tries to is
 * an error.  Every check here can fail: tests/e2e/pages.sh shows it with spoilt pages.
 */
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, modules, ...pages] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), 'none.js'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const LOOKS = [[400, 'dark'], [1400, 'light']];

function tell(name, problems)
{
	const safe = name.replace(/#/g, '\\#');
	if (problems.length === 0) {
		console.log(`ok - ${safe}`);
		return;
	}
	console.log(`not ok - ${safe}: ${String(problems[0]).replace(/[\n#]/g, ' ').slice(0, 300)}`);
	for (const problem of problems.slice(0, 20))
		console.log(`# ${String(problem).replace(/\n/g, ' ').slice(0, 600)}`);
}

/* open: a page that keeps what went wrong in page.problems. */
async function open(browser, file, options)
{
	const page = await browser.newPage(options);
	page.problems = [];
	page.on('console', message => page.problems.push(`console: ${message.text()}`));
	page.on('pageerror', error => page.problems.push(`error: ${error}`));
	page.on('dialog', dialog => (page.problems.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
	page.on('request', request => {
		if (!/^(file|data):/.test(request.url()))
			page.problems.push(`asks for ${request.url()}`);
	});
	await page.goto(pathToFileURL(file).href);
	return page;
}

/* ---- what holds for every page --------------------------------------------------- */

/* Nothing wider than the window, unless it can be scrolled; no text hidden by its own box; all pictures there. */
function cut()
{
	const problems = [], width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth > width)
		problems.push(`the page is ${document.documentElement.scrollWidth} wide, the window ${width}`);
	for (const e of document.querySelectorAll('main *')) {
		const box = e.getBoundingClientRect();
		if (e.closest('svg,details:not([open])') || box.width === 0)
			continue;
		if (box.right > width + 1 && !e.closest('.scroll,.class,pre'))
			problems.push(`<${e.tagName.toLowerCase()}> ends at ${box.right}: ${e.textContent.slice(0, 60)}`);
		if (getComputedStyle(e).overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1)
			problems.push(`<${e.tagName.toLowerCase()}> hides text: ${e.textContent.slice(0, 60)}`);
	}
	for (const image of document.images)
		if (!image.complete || image.naturalWidth === 0)
			problems.push(`an image does not load: ${image.alt.slice(0, 60)}`);
	return problems;
}

async function links(page, file)
{
	const hrefs = await page.$$eval('a[href]', all => all.map(a => a.getAttribute('href')));
	return hrefs.filter(href => {
		const target = new URL(href, pathToFileURL(file));
		return target.protocol !== 'file:' || !fs.existsSync(target);
	}).map(href => `leads nowhere: ${href}`);
}

async function accessible(page)
{
	await page.evaluate(axe);
	await page.evaluate(() => document.querySelectorAll('details').forEach(d => (d.open = true)));
	const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
	return result.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 120)} ${n.failureSummary}`));
}

async function auditPage(browser, file)
{
	const name = path.relative(folder, file), wide = [], seen = [], barred = [];
	for (const [width, colorScheme] of LOOKS) {
		const page = await open(browser, file, { viewport: { width, height: 900 }, colorScheme });
		const at = problem => `${width} px, ${colorScheme}: ${problem}`;
		wide.push(...(await page.evaluate(cut)).map(at));
		barred.push(...(await accessible(page)).map(at));
		wide.push(...(await page.evaluate(cut)).map(p => at(`unfolded: ${p}`)));
		if (width > 1000)
			tell(`${name}: every link resolves`, await links(page, file));
		seen.push(...page.problems.map(at));
		await page.close();
	}
	tell(`${name}: no console message, no request`, seen);
	tell(`${name}: nothing is cut`, wide);
	tell(`${name}: accessible, with enough contrast`, barred);
}

/* ---- the class page ----------------------------------------------------------------- */

const names = page => page.$$eval('.class tbody tr:not([hidden]) th', all => all.map(th => th.textContent));
const numbers = page => page.$$eval('.class tbody tr td:nth-child(2)', all => all.map(td => Number(td.dataset.s)));

async function sorts(page)
{
	const problems = [], rising = await names(page);
	await page.click('.class thead th:nth-child(2) button');
	const falling = await numbers(page);
	if (falling.some((x, i) => i > 0 && x > falling[i - 1]) || falling[0] === falling.at(-1))
		problems.push(`after a click on "all": ${falling}`);
	await page.click('.class thead th:nth-child(2) button');
	if (JSON.stringify(await numbers(page)) !== JSON.stringify([...falling].sort((a, b) => a - b)))
		problems.push(`after a second click: ${await numbers(page)}`);
	await page.focus('.class thead th:first-child button');
	await page.keyboard.press('Enter');
	const lower = (await names(page)).map(n => n.toLowerCase());
	if (lower.length !== rising.length || lower.some((n, i) => i > 0 && n < lower[i - 1]))
		problems.push(`by keyboard: ${lower}`);
	if ((await page.getAttribute('.class thead th:first-child', 'aria-sort')) !== 'ascending')
		problems.push('the heading does not say how the table is sorted');
	return problems;
}

async function filters(page)
{
	const problems = [], all = await names(page), word = all[0].slice(0, 4).toLowerCase();
	await page.fill('#find', word);
	const found = await names(page), wanted = all.filter(n => n.toLowerCase().includes(word));
	if (JSON.stringify(found) !== JSON.stringify(wanted))
		problems.push(`'${word}' finds ${found}`);
	await page.fill('#find', '');
	for (const verdict of await page.$$eval('#verdict option', options => options.map(o => o.value))) {
		await page.selectOption('#verdict', verdict);
		const shown = await page.$$eval('.class tbody tr:not([hidden])', rows => rows.map(r => r.dataset.v));
		if (shown.length === 0 || (verdict && shown.some(v => !v.split(' ').includes(verdict))))
			problems.push(`'${verdict}' shows ${shown}`);
		if (!(await page.textContent('#shown')).startsWith(`${shown.length} of ${all.length} `))
			problems.push(`'${verdict}' shows ${shown.length}, and says ${await page.textContent('#shown')}`);
	}
	await page.selectOption('#verdict', '');
	await page.check('#look');
	if ((await names(page)).length !== (await page.$$('.class tbody tr[data-look="1"]')).length)
		problems.push('"needs a look" shows others');
	return problems;
}

async function stays(page)
{
	const left = () => page.$eval('.class tbody th', th => th.getBoundingClientRect().left);
	const before = await left();
	const moved = await page.$eval('.class', box => (box.scrollLeft = 1000, box.scrollLeft));
	const after = await left();
	return moved > 0 && Math.abs(after - before) < 1 ? [] : [`scrolled by ${moved}: from ${before} to ${after}`];
}

async function auditClass(browser)
{
	const file = path.join(folder, 'index.html');
	let page = await open(browser, file, { viewport: { width: 1400, height: 900 } });
	tell('the class page sorts by clicking and by keyboard', await sorts(page));
	tell('the class page filters by name, verdict and need', await filters(page));
	tell('sorting and filtering makes no error', page.problems);
	await page.close();
	page = await open(browser, file, { viewport: { width: 400, height: 900 } });
	tell('the first column stays in sight', await stays(page));
	await page.close();
	page = await open(browser, file, { javaScriptEnabled: false });
	tell('without scripts: all students, and no useless controls',
		(await page.isVisible('#find')) || (await names(page)).length === 0 ? ['not so'] : []);
	await page.close();
}

/* What is folded on screen is not lost on paper. */
async function prints(browser, file)
{
	const page = await open(browser, file, { colorScheme: 'dark' });
	await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
	const problems = await page.evaluate(() => [
		...[...document.querySelectorAll('details')].filter(d => d.lastElementChild.getBoundingClientRect().height === 0)
			.map(d => `not on paper: ${d.textContent.slice(0, 60)}`),
		...(getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)' ? [] : ['the paper is dark']) ]);
	await page.close();
	return problems;
}

/* ---- charts ------------------------------------------------------------------------- */

function chart()
{
	const problems = [], picture = document.documentElement.getBoundingClientRect();
	const texts = [...document.querySelectorAll('text')].filter(t => t.textContent.trim())
		.map(t => ({ words: t.textContent.trim(), box: t.getBoundingClientRect() }));
	const ticks = texts.filter(t => /^[-−]?[0-9.,]+(e[-+]?[0-9]+)?$|^10/.test(t.words));
	const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
		Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
	if (ticks.length < 2)
		problems.push(`only ${ticks.length} ticks`);
	if (!texts.some(t => /[a-z]{3}/i.test(t.words)))
		problems.push('no label');
	if (document.querySelectorAll('path,circle,use').length < 8)
		problems.push('nothing is drawn');
	texts.forEach((a, i) => {
		if (a.box.left < -1 || a.box.top < -1 || a.box.right > picture.right + 1 || a.box.bottom > picture.bottom + 1)
			problems.push(`'${a.words}' is cut`);
		for (const b of texts.slice(i + 1))
			if (over(a.box, b.box))
				problems.push(`'${a.words}' and '${b.words}' overlap`);
	});
	return problems;
}

async function auditChart(browser, file)
{
	const page = await open(browser, file, {});
	tell(`${path.relative(folder, file)}: labels, ticks, nothing cut or overlapping`,
		[...page.problems, ...(await page.evaluate(chart))]);
	await page.close();
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
		'--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'] });
for (const page of pages)
	await auditPage(browser, path.join(folder, page));
if (pages.includes('index.html'))
	await auditClass(browser);
for (const page of pages)
	tell(`${page}: nothing is lost on paper`, await prints(browser, path.join(folder, page)));
const charts = new Set(pages.flatMap(page => {
	const beside = path.dirname(path.join(folder, page));
	return fs.readdirSync(beside).filter(name => name.endsWith('.svg')).sort().map(name => path.join(beside, name));
}));
for (const file of charts)
	await auditChart(browser, file);
await browser.close();
