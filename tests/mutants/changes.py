"""changes.py - mutation operators for C sources: typical mistakes, one small change at a time.

`changes(text)` works on tokens, not on syntax: some results do not compile, and the
caller skips them.  Every change keeps the number of lines.  Writes nothing and runs
nothing.

Mutation tools for C exist (mull, dextool, Proteum), but none is in Debian 12, and
tools that mutate the compiler's intermediate code produce no source to submit.
"""
import errno
import re
from typing import NamedTuple

TOKEN = re.compile(r'''
    (?P<space>   \s+ | /\*.*?\*/ | //[^\n]* | ^[ \t]*\#[ \t]*(?:include|if|ifdef|ifndef|else|endif|undef)\b[^\n]* )
  | (?P<pragma>  ^[ \t]*\#[ \t]*pragma(?:\\\n|[^\n])* )
  | (?P<string>  "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' )
  | (?P<number>  \.?\d(?:[eEpP][+-]|[\w.])* )
  | (?P<name>    [A-Za-z_]\w* )
  | (?P<sign>    <<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|. )
''', re.VERBOSE | re.MULTILINE | re.DOTALL)

# Token replacements; those in BINARY apply only to binary operators.
BORDERS = {'<': '<=', '<=': '<', '>': '>=', '>=': '>'}
CONDITIONS = {'==': '!=', '!=': '==', '&&': '||', '||': '&&'}
BINARY = {'+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '<<': '>>', '>>': '<<', '&': '|', '|': '&', '^': '&'}
ASSIGNING = {'+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=', '|=': '&=', '&=': '|=', '<<=': '>>=', '>>=': '<<=',
             '++': '--', '--': '++'}
WORDS = {'true': 'false', 'false': 'true', 'memory_order_acquire': 'memory_order_relaxed',
         'memory_order_release': 'memory_order_relaxed', 'memory_order_acq_rel': 'memory_order_relaxed',
         'memory_order_seq_cst': 'memory_order_relaxed'}
KEYWORDS = {'if', 'else', 'for', 'while', 'do', 'switch', 'case', 'default', 'return', 'goto', 'sizeof', 'typedef',
            'struct', 'union', 'enum', 'static', 'const'}
LOCKS = {'pthread_mutex_lock': 'pthread_mutex_unlock', 'pthread_spin_lock': 'pthread_spin_unlock',
         'sem_wait': 'sem_post', 'omp_set_lock': 'omp_unset_lock', 'mtx_lock': 'mtx_unlock'}
CLEAN_UP = re.compile(r'\b(\w*free|munmap|\w*close\w*|\w*join|\w*wait\w*|reap|kill|\w*destroy|\w*unlink|end_\w+)\s*\(')
CLAUSE = re.compile(r'\b(?:nowait|(?:reduction|private|firstprivate|lastprivate|num_threads|schedule|collapse|linear)'
                    r'\s*\((?:[^()]|\([^()]*\))*\))')
WORKERS = re.compile(r'(?<![\w.>])(?:\w+(?:\.|->))*\w*workers\b(?!\s*\()')


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class Change(NamedTuple):
    kind: str
    function: str
    edits: tuple  # of (start, end, replacement)


class Source:
    """The tokens of a text, with matching brackets, enclosing brackets and functions."""

    def __init__(self, text):
        self.text = text
        self.tokens = [Token(m.lastgroup, m.group(), m.start(), m.end())
                       for m in TOKEN.finditer(text) if m.lastgroup != 'space']
        self.partner, self.around, self.function = {}, [], []
        stack, function = [], 'file'
        for i, token in enumerate(self.tokens):
            if token.text in (')', ']', '}') and stack:
                self.partner[i] = stack.pop()
                self.partner[self.partner[i]] = i
            if token.text == '{' and not stack and self.at(i - 1) == ')':
                function = self.at(self.partner[i - 1] - 1)
            self.around.append(stack[-1] if stack else None)
            self.function.append(function)
            if token.text in ('(', '[', '{') and token.kind == 'sign':
                stack.append(i)
            elif token.text == '}' and not stack:
                function = 'file'

    def at(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ''

    def between(self, first, last):
        return self.text[self.tokens[first].start:self.tokens[last].end]

    def replace(self, first, last, by):
        """An edit that keeps newlines, so that line numbers do not change."""
        start, end = self.tokens[first].start, self.tokens[last].end
        return start, end, by + '\n' * (self.text.count('\n', start, end) - by.count('\n'))

    def end_of(self, i):
        """The last token of the simple statement that begins at i, or None if there is none."""
        while i < len(self.tokens) and self.at(i) not in (';', '}', ')', ']'):
            if self.at(i) in ('(', '[', '{'):
                i = self.partner.get(i, len(self.tokens))
            i += 1
        return i if self.at(i) == ';' else None

    def heads(self):
        """(keyword, opening bracket) of every if, while and for."""
        return [(t.text, i + 1) for i, t in enumerate(self.tokens)
                if t.text in ('if', 'while', 'for') and self.at(i + 1) == '(' and i + 1 in self.partner]

    def statements(self):
        """(first, last) token of every simple statement in a function."""
        heads = {self.partner[opening] for _, opening in self.heads()}
        for i, token in enumerate(self.tokens):
            inside = self.around[i]
            begins = self.at(i - 1) in (';', '{', '}', 'else', 'do', ':') or i - 1 in heads or \
                self.tokens[i - 1].kind == 'pragma'
            if self.function[i] == 'file' or inside is None or self.at(inside) != '{' or not begins or \
                    token.text in KEYWORDS or token.text in ('{', '}', ';') or token.kind == 'pragma':
                continue
            last = self.end_of(i)
            if last is not None:
                yield i, last


def is_operand(token):
    return token.kind in ('number', 'string') or token.text in (')', ']') or \
        token.kind == 'name' and token.text not in KEYWORDS


def signs(s):
    for i, token in enumerate(s.tokens[1:], 1):
        binary = is_operand(s.tokens[i - 1])
        for kind, table in (('border', BORDERS), ('condition', CONDITIONS), ('operator', BINARY if binary else {}),
                            ('operator', ASSIGNING)):
            if token.kind == 'sign' and token.text in table:
                yield kind, i, [s.replace(i, i, table[token.text])]


def words(s):
    for i, token in enumerate(s.tokens):
        if token.text in WORDS:
            yield 'constant', i, [s.replace(i, i, WORDS[token.text])]
        elif token.kind == 'name' and token.text in errno.errorcode.values():
            yield 'error', i, [s.replace(i, i, 'EIO' if token.text == 'EINVAL' else 'EINVAL')]
        elif token.text == '_Atomic':
            yield 'lock', i, [s.replace(i, i, '')]


def constants(s):
    for i, token in enumerate(s.tokens):
        number = re.fullmatch(r'(\d+)([uUlL]*)|(\d*\.?\d*(?:[eE][-+]?\d+)?)', token.text)
        minus = s.at(i - 1) == '-' and not is_operand(s.tokens[i - 2])  # unary minus; for -1 see errors()
        if token.kind != 'number' or not number or minus:
            continue
        if number[1]:
            others = [f'{n}{number[2]}' for n in ([0, 2] if int(number[1]) == 1 else [int(number[1]) + 1])]
        else:
            others = [repr(float(number[3]) + 1)]
        for other in others:
            yield 'constant', i, [s.replace(i, i, other)]


def conditions(s):
    """Conditions negated; and always false, which ignores the result of a call."""
    for keyword, opening in s.heads():
        first, last = opening + 1, s.partner[opening] - 1
        if keyword == 'for':
            first = s.end_of(first)
            last = s.end_of(first + 1) if first is not None else None
            if last is None or last == first + 1:
                continue
            first, last = first + 1, last - 1
        condition = s.between(first, last)
        yield 'condition', first, [s.replace(first, last, f'!({condition})')]
        if keyword == 'if':
            end = s.end_of(last + 2) if s.at(last + 2) != '{' else s.partner[last + 2]
            body = s.between(last + 2, end) if end else ''
            kind = 'error' if re.search(r'\berrno\b|\berror\b|return -1|return false|\bE[A-Z]{2,}\b', body) else 'condition'
            yield kind, first, [s.replace(first, last, f'({condition}) && 0')]


def dropped(s):
    """Statements omitted; a lock together with its unlock."""
    pairs = {}
    for first, last in s.statements():
        text, called = s.between(first, last), s.at(first)
        lock = called if called in LOCKS else next((a for a, b in LOCKS.items() if b == called), None)
        kind = 'lock' if lock else 'clean-up' if CLEAN_UP.search(text) else \
            'error' if re.search(r'\berr(no|or)\b', text) else 'statement'
        if lock:
            pairs.setdefault((s.function[first], lock, text[len(called):]), []).append((first, last))
        if called not in LOCKS:
            yield kind, first, [s.replace(first, last, ';')]
    for places in pairs.values():
        if len(places) > 1:
            yield 'lock', places[0][0], [s.replace(first, last, ';') for first, last in places]


def errors(s):
    """An errno that is not set, or a failure reported as success."""
    for i, token in enumerate(s.tokens):
        if token.text == 'errno' and s.at(i + 1) == '=':
            comma = next((k for k in range(i, len(s.tokens)) if s.at(k) in (',', ';', ')')), None)
            if comma and s.at(comma) == ',':
                yield 'error', i, [s.replace(i, comma, '')]
        if s.at(i) == '-' and s.at(i + 1) == '1' and s.at(i - 1) in ('return', ',') and s.at(i + 2) in (';', ')') and \
                (s.at(i - 1) == 'return' or 'errno' in [s.at(k) for k in range(i - 5, i)]):
            yield 'error', i, [s.replace(i, i + 1, '0')]
        if token.text in ('errno', 'error') and s.at(i - 1) == 'return' and s.at(i + 1) == ';':
            yield 'error', i, [s.replace(i, i, '0')]


def pragmas(s):
    for i, token in enumerate(s.tokens):
        if token.kind == 'pragma':
            yield 'openmp', i, [s.replace(i, i, '')]
            for clause in CLAUSE.finditer(token.text):
                text = token.text[:clause.start()].rstrip() + token.text[clause.end():]
                yield 'openmp', i, [s.replace(i, i, text)]


def workers(s):
    """One worker too many or too few."""
    starts = {token.start: i for i, token in enumerate(s.tokens)}
    pragmas_at = [(t.start, t.end, i) for i, t in enumerate(s.tokens) if t.kind == 'pragma']
    for found in WORKERS.finditer(s.text):
        i = starts.get(found.start(), next((i for a, b, i in pragmas_at if a <= found.start() < b), None))
        if i is not None and s.function[i] != 'file':
            for other in (f'({found.group()} + 1)', f'({found.group()} - 1)'):
                yield 'workers', i, [(found.start(), found.end(), other)]


def changes(text):
    """All distinct changes of a source, in the order of their positions."""
    s, seen = Source(text), set()
    found = [Change(kind, s.function[i], tuple(edits))
             for maker in (errors, dropped, conditions, signs, words, constants, pragmas, workers)
             for kind, i, edits in maker(s)]
    for change in sorted(found, key=lambda c: (c.edits[0][0], c.edits[0][1])):
        if apply(text, change) not in seen:
            seen.add(apply(text, change))
            yield change


def apply(text, change):
    for start, end, other in sorted(change.edits, reverse=True):
        text = text[:start] + other + text[end:]
    return text
