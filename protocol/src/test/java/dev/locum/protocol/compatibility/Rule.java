package dev.locum.protocol.compatibility;

/** What a change to the protocol must not do, because a client of the last release would break. */
enum Rule {
  PACKAGE_REMOVED,
  MESSAGE_REMOVED,
  ENUM_REMOVED,
  SERVICE_REMOVED,
  RPC_REMOVED,
  /** Another request or response type, or streaming where there was none. */
  RPC_RETYPED,
  /** Gone, and its number and name are not both reserved. */
  FIELD_REMOVED,
  /** Its number now carries another name: JSON and generated code break. */
  FIELD_RENAMED,
  FIELD_RENUMBERED,
  /** Another type, cardinality, presence, oneof or JSON name. */
  FIELD_RETYPED,
  /** Gone, and its number and name are not both reserved. */
  ENUM_VALUE_REMOVED,
  ENUM_VALUE_RENAMED,
  ENUM_VALUE_RENUMBERED,
  /** A reserved number or name may be used again, by something that means something else. */
  RESERVATION_REMOVED
}
