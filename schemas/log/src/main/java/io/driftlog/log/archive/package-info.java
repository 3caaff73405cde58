/** One run with its data and findings in one Avro object container file: written, read, salvaged, imported. */
@NullMarked
package io.driftlog.log.archive;

import org.jspecify.annotations.NullMarked;
