; The installer: for one user, without administrator rights, in Simplified Chinese; 64-bit as the program is.
;
;   makensis -DVERSION=1.0.0 -DFOLDER=packed-folder -DFILES=list.nsh -DICON=xueji.ico -DOUTPUT=setup.exe installer.nsi
;
; FILES (made by finish.py) holds a Delete or RMDir for every file and folder of the program: uninstalling
; removes exactly what was installed, whatever else lies in the folder. Working copies stay unless asked.
; Silent: /S, with /D=FOLDER as the last word; the uninstaller also takes /S, and /PURGE to remove them.

Unicode true
!ifndef TARGET
  !define TARGET amd64-unicode
!endif
Target ${TARGET}
SetCompressor /SOLID lzma
SetCompressorDictSize 64
RequestExecutionLevel user
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS Win10

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include needs.nsh

!define PROGRAM "xueji.exe"
!define PROGID "Xueji.Roster"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\xueji"
!define DATA "$LOCALAPPDATA\xueji"

Name "${NAME}"
BrandingText "${NAME} ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\xueji"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${NAME}"
VIAddVersionKey /LANG=2052 "FileDescription" "${NAME} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "CompanyName" "${NAME}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT License"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${NAME}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; A program that runs can't be replaced: ask for it to be closed. Silent: give up with exit code 2.
!macro WaitUntilClosed PREFIX
Function ${PREFIX}WaitUntilClosed
  again:
  IfFileExists "$INSTDIR\${PROGRAM}" 0 done
  ClearErrors
  FileOpen $0 "$INSTDIR\${PROGRAM}" a
  ${IfNot} ${Errors}
    FileClose $0
    Goto done
  ${EndIf}
  IfSilent 0 +3
    SetErrorLevel 2
    Quit
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}正在运行。$\r$\n请先关闭它，再点“重试”。您的修改都已自动保存。" IDRETRY again
  Abort
  done:
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Function .onInit
  !insertmacro RefuseOldWindows "/SD IDOK"
FunctionEnd

Section "program"
  Call WaitUntilClosed
  ; An older version goes first, so that no file of it stays behind.
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    ExecWait '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR'
  ${EndIf}
  SetOutPath "$INSTDIR"
  SetOverwrite on
  File /r "${FOLDER}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0

  ; "Open with" of .xls, .xlsx and .xlsm offers the program; what opens them by default stays as it is.
  WriteRegStr HKCU "Software\Classes\${PROGID}" "" "学籍名册"
  WriteRegStr HKCU "Software\Classes\${PROGID}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "Software\Classes\${PROGID}\shell\open" "FriendlyAppName" "${NAME}"
  WriteRegStr HKCU "Software\Classes\${PROGID}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  WriteRegStr HKCU "Software\Classes\Applications\${PROGRAM}" "FriendlyAppName" "${NAME}"
  WriteRegStr HKCU "Software\Classes\Applications\${PROGRAM}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  !macro OpenWith EXTENSION
    WriteRegStr HKCU "Software\Classes\${EXTENSION}\OpenWithProgids" "${PROGID}" ""
    WriteRegStr HKCU "Software\Classes\Applications\${PROGRAM}\SupportedTypes" "${EXTENSION}" ""
  !macroend
  !insertmacro OpenWith ".xls"
  !insertmacro OpenWith ".xlsx"
  !insertmacro OpenWith ".xlsm"

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${RefreshShellIcons}
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  !include "${FILES}"
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  !macro NotOpenWith EXTENSION
    DeleteRegValue HKCU "Software\Classes\${EXTENSION}\OpenWithProgids" "${PROGID}"
    DeleteRegKey /ifempty HKCU "Software\Classes\${EXTENSION}\OpenWithProgids"
    DeleteRegKey /ifempty HKCU "Software\Classes\${EXTENSION}"
  !macroend
  !insertmacro NotOpenWith ".xls"
  !insertmacro NotOpenWith ".xlsx"
  !insertmacro NotOpenWith ".xlsm"
  DeleteRegKey HKCU "Software\Classes\${PROGID}"
  DeleteRegKey HKCU "Software\Classes\Applications\${PROGRAM}"
  DeleteRegKey HKCU "${UNINSTALL}"
  ${RefreshShellIcons}

  ; Unfinished work and settings are the user's. They go only when asked to, twice.
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PURGE" $1
  ${IfNot} ${Errors}
    RMDir /r "${DATA}"
  ${ElseIf} ${FileExists} "${DATA}\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "未完成的校对和设置还保留着，以后重新安装可以接着做。$\r$\n要把它们也删除吗？删除后不能恢复。" /SD IDNO IDNO keep
    RMDir /r "${DATA}"
    keep:
  ${EndIf}
SectionEnd
