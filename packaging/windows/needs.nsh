; What Windows the program needs, for the installer and the launcher: Qt starts on 64-bit Windows 10, version 1809
; (build 17763), and later.

!include WinVer.nsh
!include x64.nsh

!define NAME "学籍总库校对"
!define NEEDS "${NAME}需要 64 位的 Windows 10（1809 版）或更新的系统。"
!define FIRST_BUILD 17763

; SILENT: what MessageBox answers itself in a silent run, or nothing to be shown always.
!macro RefuseOldWindows SILENT
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} ${FIRST_BUILD}
  ${OrIfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "${NEEDS}$\r$\n这台电脑的系统不符合，打不开；请换一台电脑，或请学校的电脑老师升级系统。" ${SILENT}
    SetErrorLevel 3
    Quit
  ${EndIf}
!macroend
