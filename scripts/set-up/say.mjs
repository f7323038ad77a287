/**
 * Tells the person at the terminal what set-up is doing. Standard error always: standard output belongs to the program that runs
 * afterwards, which may be printing JSON there.
 *
 * @param {string} sentence
 */
export function say(sentence) {
  process.stderr.write(`set-up: ${sentence}\n`)
}
