/** BinXML tokens ([MS-EVEN6] 2.2.12 and libevtx format documentation, "Binary XML"), without `MORE_FLAG`. */
export const TOKEN = {
  end: 0x00,
  openElement: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  character: 0x08,
  entity: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  templateInstance: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragmentHeader: 0x0f,
} as const;

/** On a token: an element has attributes, or an attribute or a piece of content follows. */
export const MORE_FLAG = 0x40;

/** DependencyId of an element that depends on no value. */
export const NO_DEPENDENCY = 0xffff;
