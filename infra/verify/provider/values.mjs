// Terraform's values on the wire: MessagePack, in which an unknown value is an extension.
import { decode as unpack, encode as pack, ExtensionCodec } from '@msgpack/msgpack'

class Unknown {}
/** What a plan cannot know yet. */
export const UNKNOWN = new Unknown()

const codec = new ExtensionCodec()
codec.register({ type: 0, encode: (value) => (value instanceof Unknown ? new Uint8Array(1) : null), decode: () => UNKNOWN })
// An unknown value of which something is known, for example that it is not null.
codec.register({ type: 12, encode: () => null, decode: () => UNKNOWN })

const BIG = { extensionCodec: codec, useBigInt64: false }

export const decode = (value) =>
  value?.msgpack?.length ? unpack(value.msgpack, BIG) : value?.json?.length ? JSON.parse(Buffer.from(value.json)) : null

export const encode = (value) => ({ msgpack: Buffer.from(pack(value, BIG)) })

/** Calls visit(attribute, value, name) on each attribute of a value, however deep in blocks; its answer is the new value. */
export function mapAttributes(block, value, visit) {
  if (value === null || value === UNKNOWN) return value
  const result = {}
  for (const [name, attribute] of Object.entries(block.attributes)) result[name] = visit(attribute, value[name] ?? null, name, value)
  for (const [name, nested] of Object.entries(block.blocks)) {
    const inner = value[name]
    result[name] = Array.isArray(inner)
      ? inner.map((item) => mapAttributes(nested.block, item, visit))
      : inner == null || inner === UNKNOWN ? inner ?? null : mapAttributes(nested.block, inner, visit)
  }
  return result
}
