/** An objective and a regulariser as a plug-in. */
package org.example.robust;
