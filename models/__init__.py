"""What a roster is: data, files and the journal of edits. No Qt, no rules."""
