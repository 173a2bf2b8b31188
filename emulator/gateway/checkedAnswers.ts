import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { discard, type Exchange } from "./exchange";
import { answerTexts, parsedObject, streamedText } from "./tokenUsage";
import { decoded, isEventStream, whole } from "./tokenMeter";

/** How answers are checked. */
interface AnswerCheck {
    readonly isSafe: (text: string) => Promise<boolean>;
    /** Characters of a stream that are held back until they are checked. */
    readonly windowSize: number;
    /** Characters of the window before that are checked once more. */
    readonly overlap: number;
    /** What callers get in place of an answer that is not safe. */
    readonly refusal: () => Error;
}

/**
 * Checks the texts of an answer. A stream is checked window by window, and ends where one is not safe: its status is with the
 * caller already. Errors of the backend pass.
 *
 * @throws the refusal, for an answer that is no stream
 */
export async function checksAnswers(exchange: Exchange, check: AnswerCheck): Promise<void> {
    const { response } = exchange;
    if (response.status >= 400) return;
    if (isEventStream(response) && response.body instanceof Readable) {
        response.body = Readable.from(safeEvents(response.body, check));
        return;
    }
    response.body = await whole(response.body);
    const text = answerTexts(parsedObject(decoded(response))).join("\n");
    if (text === "" || (await check.isSafe(text))) return;
    discard(response);
    throw check.refusal();
}

/** Lines are held back until the window that they are in is full and safe. */
async function* safeEvents(body: Readable, { isSafe, windowSize, overlap }: AnswerCheck): AsyncGenerator<Buffer> {
    let [held, text, before] = ["", "", ""];
    const passes = async () => {
        const isFine = text === "" || (await isSafe(before + text));
        before = overlap > 0 ? (before + text).slice(-overlap) : "";
        text = "";
        return isFine;
    };
    for await (const line of linesOf(body)) {
        held += line;
        text += streamedText(line.trimEnd());
        if (before.length + text.length < windowSize) continue;
        if (!(await passes())) return;
        yield Buffer.from(held);
        held = "";
    }
    if (await passes()) yield Buffer.from(held);
}

/** The lines of a body with their ends. */
async function* linesOf(body: Readable): AsyncGenerator<string> {
    const decoder = new StringDecoder();
    let rest = "";
    for await (const chunk of body as AsyncIterable<Buffer>) {
        const lines = `${rest}${decoder.write(chunk)}`.split(/(?<=\n)/);
        rest = lines.pop() ?? "";
        yield* lines;
    }
    yield rest + decoder.end();
}
