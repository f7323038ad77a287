/**
 * The names of an ICU message's arguments, worked out by the compiler from the message itself: `{count, plural, one {# room} other
 * {# rooms}} in {space}` asks for `count` and `space`. A plural's branch therefore never is one bare word.
 */
type NameStarting<Text extends string> = Text extends `${infer Head}}${string}`
  ? Head extends `${infer Name},${string}` ? Identifier<Name> : Identifier<Head>
  : never

type Identifier<Text extends string> = Text extends '' | `${string}${' ' | '#' | '{' | '\n'}${string}` ? never : Text

export type ArgumentNames<Message extends string> = Message extends `${string}{${infer Tail}`
  ? NameStarting<Tail> | ArgumentNames<Tail>
  : never

/** Rest parameters for a message: none, or one object with every argument. */
export type MessageArguments<Message extends string> = [ArgumentNames<Message>] extends [never]
  ? []
  : [values: Readonly<Record<ArgumentNames<Message>, string | number>>]
