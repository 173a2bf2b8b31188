import { z } from "zod";
import { setting } from "./setting";

export const answers = setting({
    schema: z.enum(["asServed", "text"], {
        error: 'must be "asServed" (callers get a message\'s content as the model writes it) or "text" (a list of parts becomes text)',
    }),
    default: "asServed",
    at: ["stack", "endpoint"],
    words:
        "How callers get messages whose content is a list of parts: `asServed` or `text`. Some models answer with such a list, " +
        "e.g. `reasoning` before `text`, on which some clients fail (OpenAI for .NET). `text` joins the texts and leaves " +
        "out all other parts, in answers of status 200 that are not streamed. Answers are then not compressed. Streams stay " +
        "as they are.",
    example: "text",
});
