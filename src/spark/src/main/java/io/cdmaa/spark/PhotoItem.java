package io.cdmaa.spark;

import java.io.Serializable;

/**
 * A photo to protect.
 *
 * @param photo its address in a Hadoop file system
 * @param output the address of the protected photo
 * @param source its place as its record says it: its path relative to the folder of the output, or
 *     its address if it lies in another file system
 */
record PhotoItem(String photo, String output, String source) implements Serializable {}
