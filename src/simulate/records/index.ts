/**
 * Records: facts of the invented organisation in, the bytes of its logs out, as Windows, FortiOS, Zeek, IIS, Tomcat and
 * the DHCP server write them, and the places where each fact's records lie.
 * In: facts in order of time. Out: blocks of files by name and offset, in bounded memory.
 * Must not know: how facts come about, scenarios, the disk, or what a detection looks for.
 */
export { createRecordWriter, type RecordOptions } from './record-writer.ts';
