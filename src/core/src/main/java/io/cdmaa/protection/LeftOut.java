package io.cdmaa.protection;

import java.nio.file.Path;

/**
 * Something in a folder that is not protected.
 *
 * @param path the file or folder
 * @param reason why
 * @param format of the picture, if it is one; else empty
 */
public record LeftOut(Path path, Reason reason, String format) {
  /** Why something is not protected. */
  public enum Reason {
    /** The content is no picture of a known format. */
    NO_PICTURE("not a picture", "not pictures"),
    /** A picture of a format that is not read. */
    FORMAT("in a format that is not read", "in formats that are not read"),
    /** A picture under an extension of something else. */
    EXTENSION("picture under another extension", "pictures under other extensions"),
    /** Its name begins with a dot. */
    HIDDEN("hidden", "hidden"),
    /** A protected photo that lies beside its record. */
    OURS("protected by cdmaa already", "protected by cdmaa already"),
    /** A link or another name of a photo that is protected. */
    SAME_FILE("another name of a photo among these", "other names of photos among these"),
    /** A folder that is not searched. */
    SUBFOLDER("subfolder", "subfolders"),
    /** A folder that protected photos go to. */
    RESULTS("folder of protected photos", "folders of protected photos"),
    /** It cannot be looked at. */
    UNREADABLE("not accessible", "not accessible");

    private final String one;
    private final String several;

    Reason(String one, String several) {
      this.one = one;
      this.several = several;
    }

    /** The reason in words for so many. */
    public String words(int count) {
      return count == 1 ? one : several;
    }
  }
}
