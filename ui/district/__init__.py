"""检查各校上报文件: the window of a district's or township's clerk."""
